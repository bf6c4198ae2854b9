"""Where sealed files lie: in a folder, or in a bucket that speaks as S3 does."""

from agency.documents.store.opening import store_at
from agency.documents.store.shape import Gone, Kept, Store

__all__ = ["Gone", "Kept", "Store", "store_at"]
