/* SPDX-License-Identifier: Apache-2.0 */
/* What the subject of an answer says that those of its ticket did not say. */
#pragma once

#include "gateway/intake/mail_facts.h"

/* "water everywhere" of "Re: [CS0001234] Tap leaks - water everywhere", or a new subject whole; NULL where it is nothing
 * but what it was, our words for an answer, or what programs put around those. *ret_news: caller owns. */
bool subject_news_find(MailFacts *facts, char **ret_news, GError **error);
