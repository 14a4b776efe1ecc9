// Run by test_browser.py inside a page.

function channels(colour) {
  return (colour.match(/[\d.]+/g) || []).map(Number);
}

// Relative luminance, WCAG 2.2.
function luminance(rgb) {
  const linear = rgb.slice(0, 3).map(value => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

// The first opaque colour under an element.
function ground(node) {
  for (let at = node; at; at = at.parentElement) {
    const colour = channels(getComputedStyle(at).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
}

// Texts whose contrast is below 4.5:1 (3:1 for large text): WCAG 2.2, 1.4.3.
function poorContrast() {
  const poor = [];
  for (const node of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(node);
    const hasText = [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
    if (!hasText || style.visibility === 'hidden' || node.getBoundingClientRect().width < 2) continue;
    const pair = [luminance(channels(style.color)), luminance(ground(node))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) {
      poor.push(`${node.tagName}.${node.className}: ${ratio.toFixed(2)} ${node.textContent.trim().slice(0, 30)}`);
    }
  }
  return poor;
}

// Targets smaller than 24 by 24 CSS pixels (WCAG 2.2, 2.5.8); links inside a sentence are exempt.
function smallTargets() {
  return [...document.querySelectorAll('nav a, button, .button, .choices a, .facets a, summary, input')]
    .map(node => [node, node.getBoundingClientRect()])
    .filter(([, box]) => box.width > 2 && (box.height < 24 || box.width < 24))
    .map(([node]) => node.outerHTML.slice(0, 80));
}
