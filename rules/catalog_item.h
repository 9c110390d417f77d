/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a catalog item, for the files of the catalog only. */
#pragma once

#include "rules/catalog.h"
#include "rules/variable.h"

struct CatalogItem {
	char *file;       /* own */
	char *name;       /* own */
	GPtrArray *title; /* own; translated */
	GPtrArray
	    *padded_titles;   /* own; of char *: each title as words_fold() has it, " so " */
	Pattern *asked_by;    /* own; or NULL */
	char *group;          /* own; or NULL */
	int approval;         /* CatalogApproval */
	bool sensitive;       /* costs money or gives access */
	NeedTable needs;      /* of asking for it and approving it */
	bool known;           /* only known contacts may ask */
	GPtrArray *accounts;  /* own; of char *: only these may ask; or NULL */
	GPtrArray *variables; /* own; of Variable */
	Form *form;           /* own; its variables are the questions, in their order */
	GPtrArray *steps;     /* own; of CatalogStep */
	char *remote;         /* own; its id at a desk elsewhere, or NULL */
	char *key_variable;   /* own; or NULL */
};

/* Reads one file's top node; NULL: it said mistakes. Caller owns. */
CatalogItem *catalog_item_read(const YamlNode *top, const CatalogNames *names);
void catalog_item_free(CatalogItem *item);
void catalog_item_check(const CatalogItem *item, GPtrArray *warnings);
