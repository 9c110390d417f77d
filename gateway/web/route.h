/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pages, as a table: an address is a screen, the calls whose answers it shows, and what its forms call. Nothing here
 * knows of HTTP, nor of the gateway.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#include "gateway/web/http_multipart.h"

/* What a page is made for, and what is known of it so far. All borrowed. */
typedef struct {
	const char *subject; /* what stands in the place of the pattern's '*', unescaped; "" */
	const char *second;  /* and of its second one */
	json_t *query;       /* of the address */
	json_t *form;        /* what was sent; NULL: it is only looked at */
	GPtrArray *files;    /* of HttpFile, that came with it; or NULL */
	json_t *who;         /* of `page who`; NULL: not yet known */
	json_t *values;      /* what the calls said until now, by name */
	bool
	    is_unpressed; /* a browser that tells whether a person pressed does not say so of the form */
} RouteView;

typedef enum {
	ROUTE_PAGE,  /* a screen */
	ROUTE_FILE,  /* the bytes of its only call, to be saved */
	ROUTE_PLAIN, /* the text of its only call */
} RouteKind;

typedef struct {
	const char *pattern; /* "/desk/mail/" with a star: any one piece that is not empty */
	const char *screen;  /* "desk-mail" */
	RouteKind kind;
	bool is_open; /* nobody needs to be logged in */
	bool is_my;   /* customers' alone; else the desk's people's */
	bool
	    is_link; /* a letter's: its address is a secret, and whoever has it is nobody here */
	bool shows_form;  /* what is sent to it is looked at, and nothing done */
	bool takes_files; /* its form may have them */
	/* Another address that answers it, or NULL; caller owns. NULL: there never is. */
	char *(*elsewhere)(const RouteView *view);
	/* Adds the calls that are to be made next; none: all that it shows is there. Called again when they are answered.
	 * false: there is no such page. */
	bool (*show)(const RouteView *view, GPtrArray *calls);
	/* The same of what its form is to change: done in their order, as long as each is good. NULL: it has no form. */
	bool (*act)(const RouteView *view, GPtrArray *calls);
	/* Where it goes when that is done; NULL: to the same address. Caller owns. */
	char *(*after)(const RouteView *view);
	/* Where it leads on to when all that it shows is there; NULL: it is shown. Caller owns. NULL: there never is. */
	char *(*onward)(const RouteView *view);
} Route;

extern const Route ROUTES_DESK[];  /* ended by one without pattern */
extern const Route ROUTE_TICKET[]; /* the same */
extern const Route ROUTES_MY[];    /* the same; customers' */
extern const Route ROUTES_LINK[];  /* the same; of letters' links */
extern const Route ROUTES_METRICS[];

/* The first of these lists, which NULL ends, that has the path, and its pieces; or NULL. Caller owns the pieces. */
const Route *route_find(
    const Route *const *lists, const char *path, char **ret_subject, char **ret_second);
/* A word of the address's query, or "". Borrowed. */
const char *route_query(const RouteView *view, const char *name);
/* "CS0001234", "req17": whether it may be a ticket's number. */
bool route_is_number(const char *text);
/* The button of a form that was pressed, "do": the one of these words that it is, or NULL. Borrowed. */
const char *route_done(const RouteView *view, const char *const *words);
/* Whether nothing was called yet. */
bool route_is_first(const RouteView *view);

/* What several rows have in common: a page that shows nothing of the gateway's, and logging out. */
bool route_show_nothing(const RouteView *view, GPtrArray *calls);
bool route_leave(const RouteView *view, GPtrArray *calls);
