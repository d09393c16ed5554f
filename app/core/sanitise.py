"""What of an editor's HTML is kept: the marks our editor offers, tables, pictures of our own.

Everything else is dropped when saving, so that what is stored, hashed, compared and shown is the
same text. The page that shows it has a content policy of its own besides.
"""

from __future__ import annotations

import re

import nh3

TAGS = {
    *("p", "div", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"),
    *("strong", "em", "u", "s", "sub", "sup", "b", "i"),
    *("ul", "ol", "li", "a", "img", "figure", "figcaption"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}
# With their content, unlike other unknown elements, of which the text stays.
DROPPED_WHOLE = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math"}
# A picture from elsewhere would tell its host who reads, and could be changed after the review.
OWN_PICTURE = re.compile(r"/attachment/\d{1,19}")
# A relative link would mean something else wherever the text is published.
WHOLE_ADDRESS = re.compile(r"https?://\S|mailto:\S", re.IGNORECASE)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("img", "src") and not OWN_PICTURE.fullmatch(value):
        return None
    if (tag, name) == ("a", "href") and not WHOLE_ADDRESS.match(value):
        return None
    return value


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=DROPPED_WHOLE,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
    strip_comments=True,
)
_EMPTY_PICTURE = re.compile(r"<img(?![^>]*\ssrc=)[^>]*>")


def sanitise(html: str) -> str:
    """The part of an HTML text that may be stored and shown.

    Args:
        html: from an editor, a paste or an import.

    Returns:
        Well-formed HTML of the allowed elements; doing it twice changes nothing.
    """
    return _EMPTY_PICTURE.sub("", _CLEANER.clean(html)).strip()
