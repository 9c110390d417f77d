/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail taken apart: a tree of parts that point into its bytes. Nothing here is decoded yet.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* One header field as it stands in the mail; neither name nor value ends in NUL. */
typedef struct {
	const char *name; /* foreign */
	size_t name_size;
	const char *value; /* foreign; still folded */
	size_t size;
} PartField;

typedef enum {
	PART_IDENTITY,
	PART_BASE64,
	PART_QUOTED,
	PART_UU, /* left to unwrap() */
} PartEncoding;

typedef struct Part Part;
struct Part {
	Part *parent;        /* foreign; NULL at the top */
	GPtrArray *children; /* own; of Part: what stands inside; or NULL */
	char *path;          /* own; "2.1"; an embedded message has its own part's path */
	GArray *fields;      /* own; of PartField */
	GBytes *bytes;    /* own; what the body points into where that is not the mail itself */
	const char *body; /* foreign; encoded; of a multipart or message: all of it */
	size_t body_size;
	PartEncoding encoding;
	char *type;         /* own; "text/plain", lower case; what it was taken for */
	char *charset;      /* own; as declared, or NULL */
	char *name;         /* own; the file's name, decoded, not yet safe; or NULL */
	char *disposition;  /* own; "attachment", "inline", or NULL */
	char *content_id;   /* own; without angle brackets, or NULL */
	char *boundary;     /* own; of a multipart */
	char *method;       /* own; what kind of invitation, report or S/MIME it is, or NULL */
	char *word_charset; /* own; that of the first encoded word in its Subject, or NULL */
	bool is_flowed;     /* format=flowed */
	bool is_delsp;      /* delsp=yes */
};

Part *part_new(Part *parent);
void part_free(Part *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Part, part_free)

/* Makes a top the child of another part. */
void part_adopt(Part *parent, Part *take_child);

bool part_is(const Part *part, const char *type);
bool part_is_multipart(const Part *part);
/* The first part of a type anywhere in the mail, but not inside an attached mail; or NULL. */
const Part *part_find(const Part *part, const char *type);
/* What stands at this path, embedded mails and what they hold included; or NULL. */
const Part *part_at(const Part *part, const char *path);
/* Of a message/rfc822 and its kin: the mail inside it, or NULL. */
Part *part_embedded(const Part *part);

/* The charset of the first text, or of the subject's encoded words, or NULL: likely that of undeclared headers. */
const char *part_likely_charset(const Part *part);

/* The first field of that name, unfolded, or NULL. */
char *part_header(const Part *part, const char *name);
bool part_field_is(const PartField *field, const char *name);

/* At most `limit` decoded bytes; *ret_more says whether there were more. */
GBytes *part_decode(const Part *part, size_t limit, bool *ret_more);
/* How many bytes it has when decoded; decodes without keeping. */
size_t part_decoded_size(const Part *part);
