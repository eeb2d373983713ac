"""The names a parsed tag reads, as far as their dots go.

Takes a node of Jinja's tree; gives paths. Never looks at a value.
"""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes


def paths_in(tree: nodes.Node) -> Iterator[tuple[str, ...]]:
    """Every name read in a tree, as far as its dots go."""
    path = path_of_node(tree)
    if path:
        yield path
        return
    for child in tree.iter_child_nodes():
        yield from paths_in(child)


def path_of_node(node: nodes.Node) -> tuple[str, ...]:
    """The name that a node is, with its dots; empty where it is none."""
    match node:
        case nodes.Name(ctx="load"):
            return (node.name,)
        case nodes.Getattr():
            owner = path_of_node(node.node)
            return (*owner, node.attr) if owner else ()
        case nodes.Getitem(arg=nodes.Const(value=str() as name)):
            owner = path_of_node(node.node)
            return (*owner, name) if owner else ()
        case _:
            return ()
