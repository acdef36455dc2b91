"""Form definitions, rules, code lists, themes and icons as data; a package so that importlib.resources finds them."""
