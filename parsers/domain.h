/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Domains and addresses as they are compared: the domain as the DNS knows it, in lower case and A-labels. A domain
 * that is not spelled as IDNA spells it (another dot, a wide or an upper-case letter beyond ASCII) is nobody's but
 * its own: it is never taken for the one that it looks like.
 */
#pragma once

#include <stdbool.h>

/* Caller owns. */
char *domain_to_ascii(const char *domain);
/* The same of the domain of local@domain; the local part stays as it is. */
char *domain_address_to_ascii(const char *address);

/* Behind the last @, borrowed; "" where there is none. */
const char *domain_of(const char *address);

bool domain_equal(const char *domain, const char *other);
/* Whether `domain` is `of` or lies below it, label by label. */
bool domain_within(const char *domain, const char *of);
/* The local parts without case, as all of casegate compares them. */
bool domain_address_equal(const char *address, const char *other);
