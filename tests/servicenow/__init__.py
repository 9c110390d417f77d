# SPDX-License-Identifier: Apache-2.0
"""A stand-in for a ServiceNow instance: README.md."""
