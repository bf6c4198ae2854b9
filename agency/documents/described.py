"""Documents going out as plain JSON."""

from __future__ import annotations

from typing import Any

from agency.documents.models import Document, DocumentFile, DocumentView


def described_document(row: Document) -> dict[str, Any]:
    """A document with its files in their order; where they lie and their keys are told nobody."""
    return {
        "id": row.id,
        "candidate_ref": row.candidate.ref,
        "credential_id": row.credential_id,
        "kind": row.kind,
        "version": row.version,
        "name": row.name,
        "state": row.state,
        "uploaded_by": row.uploaded_by,
        "uploaded_at": row.uploaded_at.isoformat(),
        "files": [_described_file(file) for file in row.files],
    }


def _described_file(row: DocumentFile) -> dict[str, Any]:
    told = ("place", "name", "media_type", "size", "sha256")
    return {name: getattr(row, name) for name in told}


def described_view(view: DocumentView) -> dict[str, Any]:
    """Who was given which file of a document, and when."""
    return {
        "id": view.id,
        "document_id": view.document_id,
        "place": view.place,
        "seen_by": view.seen_by,
        "seen_at": view.seen_at.isoformat(),
    }
