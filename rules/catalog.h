/* SPDX-License-Identifier: Apache-2.0 */
/* Catalog items: forms that can be requested by mail. catalog.d/NAME.yaml. Pure. */
#pragma once

#include "rules/answer.h"
#include "rules/facts.h"
#include "rules/need.h"

typedef struct Catalog Catalog;
typedef struct CatalogItem CatalogItem; /* borrowed from its catalog */

typedef struct {
	const char *const *groups; /* borrowed while loading; NULL: not checked */
} CatalogNames;
Catalog *catalog_load(
    const char *const *directories, const CatalogNames *names, GPtrArray *diagnostics);
void catalog_free(Catalog *catalog);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Catalog, catalog_free)

/* What is allowed and hardly meant: patterns that can take very long. Added to warnings, of Diagnostic. */
void catalog_check(const Catalog *catalog, GPtrArray *warnings);

/* The item that this message asks for: by asked_by in its subject or first line, or by its title; or NULL. */
const CatalogItem *catalog_find_asked(const Catalog *catalog, const Message *message);
const CatalogItem *catalog_get(const Catalog *catalog, const char *name);
/* NULL-terminated, borrowed. */
const char *const *catalog_names(const Catalog *catalog);

const char *catalog_item_name(const CatalogItem *item);
const char *catalog_item_title(const CatalogItem *item, const char *language);
/* The language of the labels that stand in this text, or of all labels where there is only one; "": of labels for all
 * languages; NULL: in doubt. */
const char *catalog_item_language(const CatalogItem *item, const char *text);
/* All labels with their help, as one text. Caller owns. */
char *catalog_item_labels(const CatalogItem *item);
const char *catalog_item_group(const CatalogItem *item); /* or NULL */
typedef enum {
	APPROVAL_NONE,
	APPROVAL_MANAGER,
} CatalogApproval;
CatalogApproval catalog_item_approval(const CatalogItem *item);
/* Whether it costs money or gives access: then no mail alone is enough, a person of the desk decides. */
bool catalog_item_is_sensitive(const CatalogItem *item);
/* What must confirm who asks for it, and who approves it; all else in it is none. */
const NeedTable *catalog_item_needs(const CatalogItem *item);
/* Whether such a sender may ask for it: known contacts only, and of these accounts only, where the item says so. */
bool catalog_item_may_ask(const CatalogItem *item, bool known, const char *account);

/* Which item of a desk elsewhere it is, by that desk's id; NULL: of none. And the variable there that takes the key of an
 * order, by which an order is found again; NULL: there is none. */
const char *catalog_item_remote(const CatalogItem *item);
const char *catalog_item_key_variable(const CatalogItem *item);

/* The name of a variable; NULL: there are no more. Borrowed. */
const char *catalog_item_variable(const CatalogItem *item, size_t index);
const char *catalog_item_variable_label(
    const CatalogItem *item, size_t index, const char *language);
/* Whether a complete request has a value for the variable of this name: it is required or has a default. */
bool catalog_item_always_has(const CatalogItem *item, const char *name);
/* The names of what may be chosen for it, borrowed, with NULL behind the last; NULL: it is no choice. Caller owns the
 * array. */
const char **catalog_item_choices(const CatalogItem *item, const char *name);

/* A field's value as a program reads it: a choice by its name, yes and no in English; all else as it is. Caller
 * owns. */
char *catalog_item_plain(const CatalogItem *item, const char *name, const char *value);

/* What happens when a request is complete, in order. One of the two is given. */
typedef struct {
	char *mail; /* own; an address, or NULL */
	char **run; /* own; a command and its arguments, or NULL */
} CatalogStep;
/* NULL: there are no more. Borrowed. */
const CatalogStep *catalog_item_step(const CatalogItem *item, size_t index);

/* One variable with what was given for it. */
typedef struct {
	const char *name;  /* borrowed from the item */
	const char *label; /* borrowed; in the language asked for */
	/* Own; what may be written: "Nieuw team, Extra kanaal", the item's own help; or NULL. */
	char *hint;
	bool required;
	bool given; /* by this very message */
	/* Own; normalised (a choice by its label), or as it was written when there is a problem; NULL: not given; "": what
	 * was given before, or would be by default, is not what is meant. */
	char *value;
	/* Own; NULL when good: "is required", "must be one of ...", in the language asked for. */
	char *problem;
} CatalogValue;

/* What was gathered before. */
typedef struct {
	char *value; /* own */
	bool
	    newer; /* than the letter that the message answers: what that one quotes is no new value */
} CatalogEarlier;
void catalog_earlier_free(CatalogEarlier *earlier);

/* One value per variable of the item, in its order (CatalogValue, caller owns the array), from the form in the
 * message's text over what was gathered before (earlier: GHashTable of name -> CatalogEarlier, or NULL: nothing is
 * asked for yet). answers tell how mails end; or NULL. */
GPtrArray *catalog_fill(const CatalogItem *item, const Message *message, const Answers *answers,
    GHashTable *earlier, const char *language);
