"""What ODK and KoboToolbox make of a form: pyxform's XForm, asked by XPath."""

import re

from lxml import etree

XF = "{http://www.w3.org/2002/xforms}"


class XForm:
    """An XForm with an instance to fill in.

    ``relevant`` and ``constraint`` are evaluated as an ODK client does it: by XPath, on
    the instance, with the two functions that the forms use.
    """

    def __init__(self, xml):
        model = etree.fromstring(xml.encode()).find(f".//{XF}model")
        instance = model.find(f"{XF}instance")[0]
        self.root = _plain(instance)
        self.binds = {b.get("nodeset"): b for b in model.iter(f"{XF}bind")}
        self.paths = {path.rsplit("/", 1)[1]: path for path in self.binds}

    def clear(self):
        for path in self.binds:
            self._node(path).text = ""

    def put(self, name, answer):
        words = answer if isinstance(answer, str) else " ".join(sorted(answer))
        self._node(self.paths[name]).text = words

    def asked(self, name):
        """Whether an item is shown: it and all groups around it are relevant."""
        steps = self.paths[name].strip("/").split("/")
        ways = ["/" + "/".join(steps[:n]) for n in range(2, len(steps) + 1)]
        return all(self._holds(way, "relevant") for way in ways)

    def allowed(self, name):
        return self._holds(self.paths[name], "constraint")

    def _node(self, path):
        return self.root.getroottree().xpath(path)[0]

    def _holds(self, path, rule):
        bind = self.binds.get(path)
        text = bind.get(rule) if bind is not None else None
        if not text:
            return True
        functions = {(None, "selected"): _selected, (None, "count-selected"): _count}
        evaluate = etree.XPathEvaluator(self._node(path), extensions=functions)
        return bool(evaluate(re.sub(r"\s+", " ", text)))


def _plain(element):
    """The same elements in no namespace: binds name them so."""
    found = etree.Element(etree.QName(element).localname)
    found.extend(_plain(child) for child in element)
    return found


def _text(nodes):
    return "".join(n if isinstance(n, str) else n.text or "" for n in nodes)


def _selected(_context, nodes, code):
    return _text(nodes).split().count(code) > 0


def _count(_context, nodes):
    return float(len(_text(nodes).split()))
