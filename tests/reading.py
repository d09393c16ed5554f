"""Reads a page as a person does: fields by their labels, buttons by their words, tables by rows."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Element:
    """An element of a page with what stands in it."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.inside: list[Element | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str, default: str = "") -> str:
        """An attribute, or the default."""
        return self.attributes.get(name, default)

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in the order of the page."""
        yield self
        for one in self.inside:
            if isinstance(one, Element):
                yield from one.walk()

    def all(self, *tags: str, **attributes: str) -> list[Element]:
        """Elements of these tags whose attributes have these values; `for_` is `for`."""
        wanted = {name.rstrip("_").replace("_", "-"): v for name, v in attributes.items()}
        return [
            one
            for one in self.walk()
            if one.tag in tags and wanted.items() <= one.attributes.items()
        ]

    def one(self, *tags: str, **attributes: str) -> Element:
        """The only such element."""
        (found,) = self.all(*tags, **attributes)
        return found

    @property
    def text(self) -> str:
        """Its words, with single spaces between."""
        return " ".join("".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for one in self.inside:
            if isinstance(one, str):
                yield one
            elif one.tag not in ("script", "svg"):
                yield from one._words()


class Page(Element):
    """A whole page."""

    @property
    def title(self) -> str:
        """Its heading."""
        return self.one("h1").text

    @property
    def rows(self) -> list[list[str]]:
        """The words of every cell of the only table, row by row; no table, no rows."""
        body = self.all("tbody")
        if not body:
            return []
        (table,) = body
        return [[cell.text for cell in row.all("td")] for row in table.all("tr")]

    def column(self, heading: str) -> list[str]:
        """The words of one column of the only table."""
        if not self.all("tbody"):
            return []
        head = [th.text for th in self.all("th", scope="col")]
        return [row[head.index(heading)] for row in self.rows]

    def links(self) -> dict[str, str]:
        """What links say, and where they lead."""
        return {a.text: a["href"] for a in self.all("a") if "href" in a.attributes}

    def buttons(self) -> list[str]:
        """What buttons that send something say."""
        return [b.text for b in self.one("main").all("button", type="submit")]

    def field(self, label: str) -> Element:
        """The control that a label belongs to."""
        for one in self.all("label"):
            if label in (_first_words(one), one.text):
                if target := one.get("for"):
                    return next(e for e in self.walk() if e.get("id") == target)
                return one.one("input", "select", "textarea")
        # What has no single control is named by words that are no label.
        ids = {e["id"] for e in self.all("span") if e.get("id") and label == _first_words(e)}
        (named,) = [
            e
            for e in self.walk()
            if e.get("aria-label") == label or ids & {*e.get("aria-labelledby").split()}
        ]
        return named

    def error(self, label: str) -> str:
        """What is said to be wrong with a field; "" if nothing is."""
        control = self.field(label)
        said = [self.all("p", id=name) for name in control.get("aria-describedby").split()]
        return "".join(p.text for found in said for p in found if p["id"].endswith("-error"))

    def options(self, label: str) -> list[str]:
        """What a select offers, in words."""
        return [option.text for option in self.field(label).all("option")]

    def form(self, *, named: str = "") -> dict[str, list[str]]:
        """What the form would send as it stands: the one that has a field of that name."""
        (form,) = [
            form
            for form in self.one("main").all("form")
            if form.get("method") == "post" and (not named or _names(form) & {named})
        ]
        return dict(_sent(form))


def _first_words(label: Element) -> str:
    """A label without the remark that the field is required."""
    return label.inside[0].strip() if label.inside and isinstance(label.inside[0], str) else ""


def _names(form: Element) -> set[str]:
    return {e["name"] for e in form.all("input", "select", "textarea") if e.get("name")}


def _sent(form: Element) -> Iterator[tuple[str, list[str]]]:
    """What a browser sends for each control."""
    sent: dict[str, list[str]] = {}
    for control in form.all("input", "select", "textarea"):
        if not control.get("name"):
            continue
        if control.tag == "textarea":
            values = ["".join(w for w in control.inside if isinstance(w, str)).removeprefix("\n")]
        elif control.tag == "select":
            chosen = [o["value"] for o in control.all("option") if "selected" in o.attributes]
            first = [o["value"] for o in control.all("option")][:1]
            values = chosen or ([] if "multiple" in control.attributes else first)
        elif control.get("type") in ("checkbox", "radio"):
            values = [control.get("value", "on")] if "checked" in control.attributes else []
        else:
            values = [control.get("value")]
        if values:
            sent.setdefault(control["name"], []).extend(values)
    yield from sent.items()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page("", {})
        self.open: list[Element] = [self.page]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(answer: Any) -> Page:
    """The page of an answer (or of a text)."""
    builder = _Builder()
    builder.feed(answer if isinstance(answer, str) else answer.get_data(as_text=True))
    builder.close()
    return builder.page
