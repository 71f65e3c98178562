"""
Makes a site of pages that are written to be read where the sources are: the files at the root, the sources that pages
link to, and the Javadoc come in too, and links to them go where they are here.
"""

import os.path
import re
from pathlib import Path

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parent.parent
JAVADOC = "java/build/docs/javadoc"
PUBLIC = "java/src/main/java/"
LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)\s#]+)")
LANGUAGES = {".java": "java", ".rs": "rust", ".xml": "xml", ".gradle": "groovy"}
MADE = {"build", "target", ".gradle"}

origins = {}
"""Where the pages of the site come from: paths from the root of the sources, by paths in the site."""


def place(path: str) -> str:
    """Where a file of the sources is in the site."""
    if path in ("README.md", "."):
        return "index.md"
    if (ROOT / path / "README.md").exists():
        path += "/README.md"
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    html = path.removeprefix(PUBLIC).replace(".java", ".html")
    if path.startswith(PUBLIC) and (ROOT / JAVADOC / html).exists():
        return "javadoc/" + html
    if path.endswith(".md"):
        return path if "/" not in path else "source/" + path
    return "source/" + path + ".md"


def targets(origin: str, text: str) -> set[str]:
    """What a page links to, as paths from the root of the sources."""
    return {os.path.normpath(os.path.join(os.path.dirname(origin), link)) for link in LINK.findall(text)}


def shown(path: str) -> str:
    """A file, or all files in a directory, as a page."""
    files = [ROOT / path] if (ROOT / path).is_file() else sorted((ROOT / path).rglob("*"))
    files = [file for file in files if file.suffix in LANGUAGES and not MADE & set(file.parts) or file == ROOT / path]
    blocks = [f"`{file.relative_to(ROOT)}`\n\n```{LANGUAGES.get(file.suffix, '')}\n{file.read_text()}```\n" for file in files if file.is_file()]
    return f"# {Path(path).name}\n\n" + "\n".join(blocks)


def on_files(files: Files, config) -> Files:
    for page in files.documentation_pages():
        origins[page.src_uri] = "docs/" + page.src_uri
    for origin in [*(path.name for path in ROOT.glob("*.md")), "examples/README.md"]:
        origins[place(origin)] = origin
        files.append(File.generated(config, place(origin), abs_src_path=str(ROOT / origin)))
    sources = set()
    for origin in list(origins.values()):
        sources |= targets(origin, (ROOT / origin).read_text())
    for path in sorted(sources):
        if place(path) not in origins and place(path).endswith(".md"):
            files.append(File.generated(config, place(path), content=shown(path)))
    for path in (ROOT / JAVADOC).rglob("*"):
        if path.is_file():
            files.append(File.generated(config, f"javadoc/{path.relative_to(ROOT / JAVADOC)}", abs_src_path=str(path)))
    files.append(File.generated(config, "assets/site.css", abs_src_path=str(ROOT / "site/site.css")))
    return files


def on_page_markdown(markdown: str, page, **_) -> str:
    origin = origins.get(page.file.src_uri)
    if origin is None:
        return markdown

    def here(match: re.Match) -> str:
        target = os.path.normpath(os.path.join(os.path.dirname(origin), match[1]))
        return os.path.relpath(place(target), os.path.dirname(page.file.src_uri))

    return LINK.sub(here, markdown)
