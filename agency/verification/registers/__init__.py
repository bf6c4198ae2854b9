"""Registers that issuers publish as files: what they say of the credentials on file.

One small file per source stands behind one interface, `agency.verification.registers.source`.
"""
