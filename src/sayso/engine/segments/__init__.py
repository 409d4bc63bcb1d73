"""Bulk loads in segments: coded anywhere into Parquet files, then joined in the ledger day by day."""

from sayso.engine.segments.loading import Loading, Pool, Stage, joined, load_segments
from sayso.engine.segments.local import LocalPool
from sayso.engine.segments.on_ray import RayPool

__all__ = ["Loading", "LocalPool", "Pool", "RayPool", "Stage", "joined", "load_segments"]
