"""Words for the codes of what leaves: states of deliveries and runs, families of outputs, what the audit tells."""

from klaviatur.doors.site.i18n import N_

LEAVING: dict[str, dict[str, str]] = {
    "delivery": {
        "in_doubt": N_("in doubt"),
        "failed": N_("failed"),
        "held": N_("held back"),
        "sending": N_("being sent"),
        "planned": N_("planned"),
        "delivered": N_("delivered"),
        "retracted": N_("taken back"),
        "cancelled": N_("cancelled"),
    },
    "deliveries": {  # as headings
        "in_doubt": N_("Did these arrive?"),
        "failed": N_("Failed"),
        "held": N_("Held back"),
        "sending": N_("Being sent"),
        "planned": N_("Planned"),
        "delivered": N_("Delivered"),
        "retracted": N_("Taken back"),
        "cancelled": N_("Cancelled"),
    },
    "run": {
        "running": N_("running"),
        "done": N_("done"),
        "failed": N_("failed"),
        "stopped_by_parity": N_("stopped: outputs differ"),
    },
    "run_kind": {"full": N_("all built anew"), "delta": N_("only what changed")},
    "in_output": {"delivered": N_("in it"), "held": N_("held back"), "not in it": N_("not in it")},
    "stated": {
        "price": N_("price"),
        "availability": N_("availability"),
        "gtin": N_("GTIN"),
        "title": N_("title"),
        "number": N_("number"),
    },
    "limit": {"rate": N_("At most"), "size": N_("Size"), "length": N_("Length")},
    "output_family": {
        "shopping": N_("Shopping"),
        "shop": N_("Shop systems"),
        "agent": N_("Machines that read us"),
        "catalogue": N_("Catalogues for trade"),
        "web": N_("Web"),
    },
}
ENTRIES: dict[str, str] = {}
