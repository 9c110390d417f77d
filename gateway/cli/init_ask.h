/* SPDX-License-Identifier: Apache-2.0 */
/* How the questions of `casegate init` are put, and secrets asked for. */
#pragma once

#include "gateway/cli/init_question.h"

/* Puts the question where it is not answered yet, and is one here; a person who mistypes is told what is wrong, and asked
 * again. */
bool init_ask(Init *init, Ask ask, GError **error);
/* Its answer is a proposal from now on. */
void init_ask_anew(Init *init, Ask ask);

typedef struct {
	const char *name; /* of its file below secrets/ */
	Ask option;       /* that names another one */
	bool anew;        /* what is in its file was refused */
} InitSecret;
/* Asks for it where it is in no file yet, or was refused. what: "password of els@klant.example at imap.klant.example". */
bool init_ask_secret(Init *init, const InitSecret *secret, const char *what, GError **error);
/* Where the configuration finds it. Caller owns. */
char *init_secret_path(const Init *init, const char *name, Ask option);

/* What was answered when it was interrupted, as proposals; whether there was any. */
bool init_answers_load(Init *init);
void init_answers_forget(const Init *init);
