/* SPDX-License-Identifier: Apache-2.0 */
/* The questions of `casegate init`: what each is called, whether it is one here, what it proposes and what it takes. */
#pragma once

#include "gateway/cli/init.h"

/* Of its option, without dashes. */
const char *init_option(Ask ask);
/* "The user to log in as at imap.desk.example [els]: ". Caller owns. */
char *init_question(const Init *init, Ask ask, const char *proposed);
/* What is proposed, of what was answered before. Caller owns; NULL: there must be an answer. */
char *init_proposal(const Init *init, Ask ask);
/* The answer, else what is proposed. Caller owns. */
char *init_answer(const Init *init, Ask ask);

/* Whether it is to be answered at all, after what was answered; and whether anybody is asked, where no option says. */
bool init_is_wanted(const Init *init, Ask ask);
bool init_is_asked(const Init *init, Ask ask);
/* Whether its answer is good or not whatever the others are. */
bool init_stands_alone(Ask ask);
/* What is wrong with the answer, and what is expected; as far as no other check would find that, or only after many more
 * questions. */
bool init_check(const Init *init, Ask ask, GError **error);
/* The path of a file is meant from where the person is. */
void init_complete(Init *init, Ask ask);

bool init_is_maildir(const Init *init, Ask server);
/* "imap.desk.example", of an answer that names a server. Caller owns. */
char *init_host(const Init *init, Ask server);
/* Whether there is a name to log in with, and tokens in the place of a password. */
bool init_logs_in(const Init *init, Ask user);
bool init_has_oauth(const Init *init, Ask user);
/* NULL: a user logs in to ServiceNow. Borrowed. */
const char *init_desk_client(const Init *init);
