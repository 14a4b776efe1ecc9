"""Set up .venv from the lock files: `python requirements/install.py runtime|dev`.

Wheels are kept in a cache folder by the hash of the lock file, so that the next set-up needs no network. The syntax is
kept to what old Pythons can parse: a Python that is too old is told so instead of failing on a line it cannot read.
"""

import hashlib
import os
import subprocess
import sys

NEEDED = (3, 11)
HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
VENV = os.path.join(TOP, ".venv")
LAYERS = {"runtime": ["build", "runtime"], "dev": ["build", "runtime", "dev"]}


def stop(message):
    """End with one line that says what to do."""
    sys.stderr.write("watchdesk set-up: " + message + "\n")
    sys.exit(1)


def say(message):
    """One line of progress."""
    sys.stderr.write("watchdesk set-up: " + message + "\n")
    sys.stderr.flush()


def check_python():
    """Refuse a Python that cannot run the program, saying what to install."""
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < NEEDED:
        stop("Python %s is too old; install Python 3.11 or newer and run `make PYTHON=python3.11 ...`" % found)
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        short = "%d.%d" % sys.version_info[:2]
        stop("Python %s has no venv module; install it (Debian, Ubuntu: apt install python%s-venv)" % (found, short))


def venv_python():
    """The interpreter of .venv."""
    folder = "Scripts" if os.name == "nt" else "bin"
    return os.path.join(VENV, folder, "python")


def create_venv():
    """Make .venv anew where it is missing or its interpreter no longer answers."""
    works = os.path.exists(venv_python()) and subprocess.call([venv_python(), "-c", "import pip"]) == 0
    if not works:
        say("creating .venv with Python %d.%d" % sys.version_info[:2])
        if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV]):
            stop("could not create .venv; install the venv module of this Python (apt install python3-venv)")


def lock_file(layer):
    """The lock file of a layer."""
    return os.path.join(HERE, layer + ".lock")


def wheel_cache(layer):
    """Where the wheels of this lock file for this Python are kept."""
    with open(lock_file(layer), "rb") as lock:
        digest = hashlib.sha256(lock.read()).hexdigest()[:16]
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    tag = "cp%d%d" % sys.version_info[:2]
    return os.path.join(base, "watchdesk", "wheels", "%s-%s-%s" % (layer, tag, digest))


def pip(*words):
    """Run pip in .venv; True when it succeeded."""
    quiet = [] if sys.stderr.isatty() else ["--quiet", "--quiet"]
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    return subprocess.call([venv_python(), "-m", "pip"] + list(words[:1]) + quiet + list(words[1:]), env=environment) == 0


def fetch(layer, folder):
    """Download what the lock file names, each file checked by its hash."""
    say("fetching packages of requirements/%s.lock" % layer)
    words = ["--no-deps", "--require-hashes", "--no-build-isolation", "-r", lock_file(layer), "-d", folder]
    if not pip("download", *words):
        stop("the packages could not be fetched; check the network, then run the same command again")
    with open(os.path.join(folder, "complete"), "w") as stamp:
        stamp.write("ok\n")


def install(layer):
    """Install one lock file from the wheel cache, filling the cache first where it is not complete."""
    folder = wheel_cache(layer)
    words = ["--no-index", "--find-links", folder, "--no-deps", "--no-build-isolation", "--no-compile"]
    words += ["--require-hashes", "-r", lock_file(layer)]
    complete = os.path.exists(os.path.join(folder, "complete"))
    if not complete:
        fetch(layer, folder)
    say("installing packages of requirements/%s.lock" % layer)
    if pip("install", *words):
        return
    if complete:  # somebody emptied the cache under its stamp
        fetch(layer, folder)
        if pip("install", *words):
            return
    stop("the packages could not be installed; remove %s and .venv, then run the same command again" % folder)


def install_program():
    """Install this checkout itself, so that .venv/bin/watchdesk runs it."""
    if not pip("install", "--no-deps", "--no-index", "--no-build-isolation", "--editable", TOP):
        stop("the program itself could not be installed; see pip's lines above")


def main(arguments):
    """Set up one layer; 0 done."""
    if len(arguments) != 1 or arguments[0] not in LAYERS:
        stop("say which: runtime or dev")
    check_python()
    create_venv()
    for layer in LAYERS[arguments[0]]:
        install(layer)
    install_program()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
