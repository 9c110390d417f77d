/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verify worker, one, and its answers. It is given each mail that a reader is given and works beside the readers;
 * what it says of a mail, and nothing that a reader says, tells who sent it.
 */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "parsers/origin.h"

typedef struct Verifier Verifier;

/* on_answer is called with each answer. */
Verifier *verifier_new(void (*on_answer)(void *data), void *data);
void verifier_free(Verifier *verifier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Verifier, verifier_free)

/* Starts the worker where it is not running and may be; in each turn of the loop. */
void verifier_run(Verifier *verifier);

/* Asks about a mail, once: about one that it knows already nothing is asked. Of the mail the header is copied. */
void verifier_give(Verifier *verifier, int64_t mail, GBytes *raw);

typedef enum {
	VERIFIER_WAITS,
	VERIFIER_KNOWS, /* the origin, borrowed until the mail is forgotten */
	VERIFIER_LOST, /* the worker ended over it, how it did (constant): an attempt is to be counted */
} VerifierState;
VerifierState verifier_look(
    const Verifier *verifier, int64_t mail, Origin **ret_origin, const char **ret_how);
/* Of a mail that is decided, or is to be begun again. */
void verifier_forget(Verifier *verifier, int64_t mail);

/* Whether it runs, how often it was started, its process. */
json_t *verifier_status(const Verifier *verifier);

/* The start of a mail's header, by itself. */
GBytes *verifier_header(GBytes *raw);
