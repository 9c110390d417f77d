/* SPDX-License-Identifier: Apache-2.0 */
/* Who wrote a mail: its contact, and what our own server says of the domain. */
#pragma once

#include "gateway/intake/mail_facts.h"

/* Sets the author and the verdict. A person is met: an unverified contact comes into being; a machine is only looked
 * up. */
bool sender_find(MailFacts *facts, GError **error);
