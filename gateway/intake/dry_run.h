/* SPDX-License-Identifier: Apache-2.0 */
/* Deciding a mail that never came, all of which is taken back: what `casegate explain` and `test-rules` share. */
#pragma once

#include "gateway/intake/intake.h"

/* What the spool is to know of a mail's sender and ticket; strings own. All zero: nothing more than it does. */
typedef struct {
	bool contact;     /* the sender is a known contact */
	char *account;    /* of this organisation, and so known; or NULL */
	int64_t proof;    /* SenderProof, up to PROOF_BOTH */
	bool has_ticket;  /* the mail belongs to one */
	int ticket_kind;  /* TicketKind */
	int ticket_state; /* TicketState */
	char *category;   /* of the ticket, or NULL */
	char *item;       /* a request's catalog item, or NULL */
	char *mailbox;    /* it came by; or NULL: as own_address_mailbox() tells */
	int64_t at_ms;    /* when it came; 0: when it was written */
} DryRunFacts;
void dry_run_facts_clear(DryRunFacts *given);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DryRunFacts, dry_run_facts_clear)

/* In a transaction; the context's time is set. The message is changed: what proves what is given is added to it. */
bool dry_run(Context *context, const DryRunFacts *given, Message *message,
    IntakeResult *ret_processed, GError **error);
/* The same by these rules, which the context has for so long. */
bool dry_run_by(Context *context, Ruleset *rules, const DryRunFacts *given, Message *message,
    IntakeResult *ret_processed, GError **error);
