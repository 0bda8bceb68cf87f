"""Where outlets and deliveries are kept, in the desk's own database, so that a release and what leaves are one view.

Takes and gives records. Never decides what may leave; see `syndicate` and `chain.sending`.
"""

from klaviatur.adapters.stores.deliveries.store import StoredDeliveries, open_delivery_store

__all__ = ["StoredDeliveries", "open_delivery_store"]
