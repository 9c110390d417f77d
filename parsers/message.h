/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader made of a mail: the plain struct that travels from the read worker to the gateway and on to the rules.
 * Every string is valid UTF-8 without control characters but newline and tab, bounded by parsers/limits.h. Nothing in it
 * may be trusted further than "a stranger wrote this". */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "parsers/message_cut.h"
#include "parsers/origin.h"

/* Who or what wrote it; the words are message_kind_name()'s. */
typedef enum {
	MESSAGE_PERSON,
	MESSAGE_LIST,
	MESSAGE_AUTO_REPLY,
	MESSAGE_BOUNCE,
	MESSAGE_DELAYED,
	MESSAGE_DELIVERED,
	MESSAGE_COMPLAINT,
	MESSAGE_RECEIPT,
	MESSAGE_NOTIFICATION,
} MessageKind;

typedef struct {
	char *address; /* own; local@domain, the domain in lower case and A-labels */
	char *name;    /* own; "" where none was given */
} MessageAddress;

typedef struct {
	char *path; /* own; where it stands: "2", "2.1", "2/tnef:1"; see mime_part() */
	char *name; /* own; for people: no slash, nothing invisible; "" where none was given */
	char *type; /* own; "image/png" */
	int64_t size; /* bytes when decoded */
	bool is_inline;
	unsigned marks; /* of FileMark (parsers/file_marks.h) */
	GBytes *bytes;  /* own; where they were asked for, or NULL; they do not travel */
	char *lost;     /* own; why they cannot be read, or NULL; nor does it */
} MessageAttachment;

typedef struct {
	char *name;  /* own; as written, "X-Priority" */
	char *value; /* own; unfolded and decoded */
} MessageHeader;

typedef struct {
	char *address; /* own */
	char *status;  /* own; RFC 3463 "5.1.1", or "" */
} MessageBounce;

typedef struct {
	char *refused;     /* own; why nothing could be read, or NULL */
	GPtrArray *limits; /* own; of char *: the names of the limits that cut something */
	MessageKind kind;
	char *kind_reason; /* own; what told, for the trace: "Auto-Submitted: auto-replied" */
	MessageAddress *from; /* own; the first address of From; NULL: none */
	/* Foreign; what stands in From, where somebody else wrote (gateway/intake/writer.h); does not travel. */
	const MessageAddress *via;
	MessageAddress *submitter;     /* own; of Sender, or NULL */
	MessageAddress *original_from; /* own; who wrote, where a group is in From; or NULL */
	GPtrArray *reply_to;           /* own; of MessageAddress */
	GPtrArray *forwarded; /* own; of MessageAddress: whose mails it forwards, last first */
	GPtrArray *to;        /* own; of MessageAddress */
	GPtrArray *cc;        /* own; of MessageAddress */
	GPtrArray *delivered_to; /* own; of char *: Delivered-To, X-Original-To and their kin */
	char *subject;           /* own; without a mail system's tags, see subject_tag.h */
	char *message_id;        /* own; without angle brackets, or NULL */
	GPtrArray *references;   /* own; of char *: In-Reply-To, then References, last first */
	int64_t date_ms;         /* UTC; 0 where the Date is missing or unreadable */
	char *language;     /* own; "nl", "en", ... of the new text, or NULL when in doubt */
	char *text;         /* own; what this person newly wrote */
	GPtrArray *cut;     /* own; of MessageCut, in the order of the mail; nothing is lost */
	bool begins_quoted; /* others' words come first: it accepts nothing */
	GPtrArray *attachments; /* own; of MessageAttachment */
	GPtrArray *bounce;  /* own; of MessageBounce; empty unless a report about delivery */
	GPtrArray *numbers; /* own; of char *: ticket numbers in the subject, "CS0001234" */
	GPtrArray *tokens;  /* own; of char *: what stands behind `Ref:` anywhere, unproven */
	GPtrArray *headers; /* own; of MessageHeader, as in the mail */
	char *whole;        /* own; the text with all that was cut, or NULL where nothing was */
	char *table; /* own; the new text as its HTML has it, where that has a table; or NULL */
	/* Own; the new text with what is bold in its HTML as *bold*, where it has a token; or NULL: as in `text`. */
	char *styled;
	char *content_hash; /* own; SHA-256 in hex of the body, line ends made equal */
	/* What does not travel, as it comes from other workers: what is proved of the sender (own; NULL: nobody looked) */
	Origin *origin;
	unsigned marks;  /* a scanner's, of FileMark, of the whole mail; */
	char *scan;      /* own; its word; NULL: nobody asked; */
	bool scan_again; /* it gave no answer, and is to be asked again */
} Message;

/* The languages that are told apart, "nl", "en" ...; NULL-terminated. */
extern const char *const MESSAGE_LANGUAGES[];
Message *message_new(void); /* lists empty, strings "", NULL where the comment allows it */
void message_free(Message *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Message, message_free)
MessageAddress *message_address_new(const char *address, const char *name);
void message_address_free(MessageAddress *address);

/* The word of a kind: "person", "auto-reply". */
const char *message_kind_name(MessageKind kind);
/* Whether a machine wrote it: then it gets no letter and changes no state. A list's mail is no machine's. */
bool message_kind_is_machine(MessageKind kind);

/* The first value of a header, its name compared without case, or NULL. */
const char *message_header(const Message *message, const char *name);
const char *message_whole_subject(const Message *message); /* as it came; borrowed */

/* The bytes as which a message travels between processes; caller owns. Anything impossible is an error. */
GBytes *message_pack(const Message *message);
Message *message_unpack(GBytes *packed, GError **error);

#define PARSE_ERROR (parse_error_quark())
GQuark parse_error_quark(void);
typedef enum {
	PARSE_ERROR_MALFORMED, /* these bytes are not what they should be */
	PARSE_ERROR_LIMIT,     /* more than parsers/limits.h allows */
	PARSE_ERROR_MISSING,   /* the mail has no such part */
} ParseError;
