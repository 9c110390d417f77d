/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happens between a browser's request and its answer: the calls that its route makes are asked of the gateway, all that
 * can be at once, and the page is made of what they gave. A form is done first, and then either leads on to an address, or
 * shows its page again with what was typed. Whoever it is has no say here: the gateway knows by the cookie's secret.
 */
#pragma once

#include "gateway/web/http.h"
#include "gateway/web/page.h"
#include "gateway/web/route.h"

typedef struct Visits Visits;

/* All of it is borrowed. */
typedef struct {
	const char *desk;     /* its name, for who is not logged in */
	const char *language; /* of who reads none of ours */
	const char *origin;   /* "https://desk.example" */
	uid_t proxy;          /* the user whose word on who it is counts; (uid_t)-1: nobody's */
	const Pages *pages;
	/* Sends a FRAME_ASK. body: floating. */
	void (*ask)(GVariant *body, GBytes *text, void *data);
	void *data; /* foreign; what it is given */
} VisitSettings;

/* An entrance: the routes that lead from it, which NULL ends; static files are behind it, too, or are not. */
typedef struct {
	Visits *visits;
	const Route *routes[5];
	bool has_files;
	int64_t patience_us; /* the gateway has so long to answer */
} VisitDoor;

Visits *visits_new(const VisitSettings *settings);
/* None may be under way. */
void visits_free(Visits *visits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Visits, visits_free)
/* For http_new(), whose data is a VisitDoor. */
extern const HttpEvents VISIT_EVENTS;

/* What a FRAME_ANSWER says. false: nothing like it was asked. */
bool visits_answered(Visits *visits, int64_t id, int code, const char *error, GBytes *bytes);
/* Tells those that it cannot be answered for whom the gateway takes too long; all: everybody. */
void visits_give_up(Visits *visits, bool all);
