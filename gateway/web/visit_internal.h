/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of a visit share: how it goes on (visit.c), how it begins and ends (visit_begin.c), and what the browser gets
 * (visit_answer.c). Nothing else includes this. */
#pragma once

#include "gateway/web/visit.h"
#include "gateway/web/web_call.h"

/* Exit codes of commands (gateway/commands/command.h), as far as a page goes on from them. */
enum {
	CODE_GOOD = 0,
	CODE_REFUSED = 1,
	CODE_NEWER = 4,
	CODE_DONE = 5,
};

typedef enum {
	VISIT_ACTS,   /* a form is being done */
	VISIT_SHOWS,  /* what the page shows is gathered */
	VISIT_ENTERS, /* somebody whom the proxy has let in */
} VisitPhase;

typedef struct {
	VisitDoor *door;        /* foreign */
	HttpExchange *exchange; /* foreign; NULL: answered */
	WebRequest *request;    /* foreign */
	const Route *route;     /* foreign */
	char *subject, *second; /* own */
	const char *language;   /* constant */
	VisitPhase phase;
	GPtrArray *calls; /* own; of this round */
	guint begun;      /* how many of them were asked */
	guint open;       /* how many of those are not answered; with the question who it is */
	json_t *who;      /* own; or NULL */
	bool is_stranger; /* nobody is logged in */
	json_t *values;   /* own */
	GBytes *bytes;    /* own; of a file; or NULL */
	char *notice;     /* own; what went wrong, or NULL */
	int code;         /* of the call that went wrong */
	int status;       /* of the page */
} Visit;

/* A call that is not answered. */
typedef struct {
	Visit *visit;
	WebCall *call; /* foreign; NULL: who it is */
} Asked;

struct Visits {
	VisitSettings settings;
	GHashTable *asked;  /* own; id -> Asked */
	GHashTable *visits; /* own; set of Visit, which their exchanges own */
	int64_t last_id;
};

/* In which there are pages; NULL-terminated. */
extern const char *const VISIT_LANGUAGES[];

/* What its route sees of it. */
RouteView visit_view(const Visit *visit);
/* Whom the proxy has let in, or "": only its own user's word counts. */
const char *visit_proxied(const Visit *visit);

/* Gathers what the page shows. */
void visit_begin_show(Visit *visit);
/* Makes the next round of calls, or comes to the end. Those of a form are done one after the other. */
void visit_ask_more(Visit *visit);
/* Nobody is logged in. Who has typed something keeps it on the page. */
void visit_send_away(Visit *visit);

/* Each is the answer, after which there is no other. */
void visit_answer_text(Visit *visit, int status, const char *text);
/* 303: what is there is looked at, whatever was sent here. cookie: as in WebAnswer. */
void visit_lead_to(Visit *visit, const char *location, const char *cookie);
void visit_render(Visit *visit, const char *screen);
/* All that it shows is there. */
void visit_show(Visit *visit);
/* What its form was to do is done. */
void visit_end_acts(Visit *visit);
