"""Words that give speech to somebody: verbs, and the phrases that stand for one. Hand-written for English news."""

from __future__ import annotations

import re

_SPEECH = """
say says said saying tell tells told telling ask asks asked asking add adds added adding write writes wrote writing
written argue argues argued arguing note notes noted noting explain explains explained explaining warn warns warned
warning insist insists insisted insisting claim claims claimed claiming state states stated stating announce announces
announced announcing declare declares declared declaring reply replies replied replying respond responds responded
responding answer answers answered continue continues continued conclude concludes concluded concluding admit admits
admitted admitting acknowledge acknowledges acknowledged concede concedes conceded confirm confirms confirmed deny
denies denied suggest suggests suggested suggesting observe observes observed recall recalls recalled remember
remembers remembered report reports reported complain complains complained joke jokes joked joking quip quips quipped
remark remarks remarked reiterate reiterates reiterated repeat repeats repeated tweet tweets tweeted tweeting
retweeted post posts posted blogged urge urges urged urging vow vows vowed pledge pledges pledged promise promises
promised predict predicts predicted shout shouts shouted yell yells yelled exclaim exclaims exclaimed cry cries cried
whisper whispered mutter muttered interject interjected chime chimed lament laments lamented boast boasts boasted brag
bragged testify testifies testified mention mentions mentioned emphasize emphasizes emphasized emphasise emphasised
stress stresses stressed maintain maintains maintained contend contends contended assert asserts asserted allege
alleges alleged demand demands demanded plead pleads pleaded beg begged counter counters countered retort retorts
retorted offer offers offered opine opined muse muses mused quote quotes quoted cite cites cited read reads describe
describes described describing call calls called calling label labels labeled labelled dub dubbed characterize
characterizes characterized characterise characterised accuse accuses accused accusing criticize criticizes criticized
criticizing criticise criticised blast blasts blasted slam slams slammed denounce denounces denounced condemn condemns
condemned condemning praise praises praised praising express expresses expressed voice voices voiced object objected
protest protested blame blamed thank thanked wonder wonders wondered think thinks thought believe believes believed
agree agrees agreed disagree disagrees disagreed hope hopes hoped find finds found rule rules ruled hold holds held
deem deems deemed caution cautions cautioned advise advises advised propose proposes proposed recommend recommends
recommended tease teased reveal reveals revealed disclose disclosed issue issued release released publish published
sing sang chant chants chanted chanting mock mocks mocked ridicule ridiculed refer refers referred discuss discussed
plan plans refute refuted rebut rebuts rebutted defend defends defended portray portrayed tout touts touted touting
hint hinted point points pointed summarize summarized recount recounts recounted brand branded decry decries decried
comment comments commented commenting elaborate elaborated specify specified clarify clarified stipulate stipulates
provides instruct instructed order orders ordered direct directed inform informed assure assured remind reminded
congratulate congratulated greet greeted welcome welcomes welcomed salute endorse endorsed dismiss dismissed reject
rejected question questioned marvel marveled gush gushed vent vented fume fumed rail railed lash lashed rant sum sums
summed weigh weighed challenge challenged invoke invoked signal signaled bark barks barked snap snapped sings thunder
thundered deadpan deadpanned gripe griped grumble grumbled sigh sighed laughed scoff scoffed sneer sneered implore
implored intone intoned enthuse enthused bemoan bemoaned rebuke rebuked chide chided scold scolded taunt taunted
lecture lectured lecturing mumble mumbled crow crowed text texted email emailed message messaged caption captioned
"""
SPEECH = frozenset(_SPEECH.split())

_FRAMING = """
say says said saying tell tells told telling add adds added adding ask asks asked write writes wrote explain explains
explained explaining note notes noted argue argues argued warn warns warned reply replied respond responded continue
continued conclude concluded insist insists insisted claim claims claimed state states stated tweet tweets tweeted
joke joked recall recalled declare declared announce announced admit admitted acknowledge acknowledged quip quipped
lament lamented observe observed suggest suggested remark remarked exclaim exclaimed complain complained report
reports reported testify testified counter countered contend contended maintain maintained shout shouted yelled
predict predicted urge urged vow vowed promise promised agree agreed
"""
FRAMING = frozenset(_FRAMING.split())
"""Verbs that stand beside a quotation as its frame: `"…," she said.`"""

_ANY = "|".join(sorted(map(re.escape, SPEECH), key=len, reverse=True))
CUE = re.compile(
    rf"\b(?:{_ANY})\b|\baccording to\b|\bin the words of\b|\b(?:went|goes) on\b|\b(?:shot|fired) back\b|\bcut in\b"
    r"|\btook to (?:Twitter|Facebook|social media)\b|\bas (?:his|her|their|its) \w+ put it\b",
    re.IGNORECASE,
)
ACCORDING = re.compile(r"\b(?:according to|in the words of)\s+", re.IGNORECASE)
ADVERBS = re.compile(
    r"(?:^|\s)(?:also|then|later|has|have|had|is|was|are|were|be|been|being|would|will|could|did|does|do|once|often|repeatedly|"
    r"recently|previously|already|never|always|even|further|still|again|now|just|reportedly|famously|first|instead|"
    r"nevertheless|\w+ly|both|all|each|not|to|went on|goes on|went on to|who|which|that|has since|in turn|, in turn,|"
    r"himself|herself|themselves|itself)$",
    re.IGNORECASE,
)
PRONOUN = re.compile(r"\b(?:he|she|they|it|I|we|who)$", re.IGNORECASE)
DETERMINER = re.compile(
    r"\b(?:the|a|an|his|her|their|its|our|my|one|another|some|many|several|two|three|four|five|six|seven|eight|nine|ten|"
    r"other|others|most|both|these|those|this|that|few|multiple|various|numerous|critics|officials|experts|advocates|"
    r"activists|campaigners|opponents|supporters|protesters|police|prosecutors|lawmakers|senators|researchers|lawyers|"
    r"attorneys|residents|aides|sources|reporters|analysts|authorities|judges|investigators|groups)\b",
    re.IGNORECASE,
)
NAMED_AS = re.compile(
    r"(?:called|titled|entitled|named|dubbed|nicknamed|known as|so-called|headlined|slogan|song|book|film|movie|"
    r"documentary|show|series|episode|album|novel|essay|hashtag|the (?:word|words|term|terms|phrase)|headline|chapter|"
    r"program|column|magazine|segment)\s*,?\s*$",
    re.IGNORECASE,
)
