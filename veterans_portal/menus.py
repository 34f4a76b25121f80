"""The second row of the menu: which of its entries the open page belongs to."""

from django.urls import reverse


def entries(request, shown, *, below=()) -> list[dict]:
    """`[{label, url, current}]` for `shown`, pairs of label and url name.

    `current`: "page" for the page itself, "true" for the entry whose address is the nearest above the page,
    "" for all others. `below`: pairs of an address and the url name of the entry that the pages under it
    belong to, where they do not start with the entry's own.
    """
    found = [{"label": label, "url": reverse(name)} for label, name in shown]
    owners = {entry["url"]: entry["url"] for entry in found} | {start: reverse(name) for start, name in below}
    nearest = max(filter(request.path.startswith, owners), key=len, default="")
    for entry in found:
        is_page = request.path == entry["url"]
        entry["current"] = "page" if is_page else "true" if entry["url"] == owners.get(nearest) else ""
    return found
