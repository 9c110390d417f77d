/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#include "parsers/domain.h"

static const struct {
	const char *domain, *ascii;
} NAMES[] = {
    {"klant.example", "klant.example"},
    {"KLANT.Example", "klant.example"},
    {"b\xc3\xbc"
     "cher.example",
	"xn--bcher-kva.example"},
    {"B\xc3\xbc"
     "cher.Example",
	"xn--bcher-kva.example"},
    {"XN--BCHER-KVA.example", "xn--bcher-kva.example"},
    {"\xe4\xbe\x8b\xe3\x81\x88.example", "xn--r8jz45g.example"},
    /* An upper-case letter beyond ASCII is no name of the DNS: it stays. */
    {"b\xc3\x9c"
     "cher.example",
	"b\xc3\x9c"
	"cher.example"},
    /* a Kelvin sign, wide letters, other dots, zero-width characters, a long s, a ligature */
    {"\xe2\x84\xaalant.example", "\xe2\x84\xaalant.example"},
    {"\xef\xbd\x8blant.example", "\xef\xbd\x8blant.example"},
    {"klant\xef\xbc\x8e"
     "example",
	"klant\xef\xbc\x8e"
	"example"},
    {"klant\xe3\x80\x82"
     "example",
	"klant\xe3\x80\x82"
	"example"},
    {"klant\xef\xbd\xa1"
     "example",
	"klant\xef\xbd\xa1"
	"example"},
    {"kl\xe2\x80\x8b"
     "ant.example",
	"kl\xe2\x80\x8b"
	"ant.example"},
    {"kl\xc2\xad"
     "ant.example",
	"kl\xc2\xad"
	"ant.example"},
    {"de\xc5\xbfk.example", "de\xc5\xbfk.example"},
    {"of\xef\xac\x81"
     "ce.example",
	"of\xef\xac\x81"
	"ce.example"},
    /* a combining diaeresis: not the form that is registered */
    {"bu\xcc\x88"
     "cher.example",
	"bu\xcc\x88"
	"cher.example"},
    {"\xff.example", "\xff.example"},
    {"", ""},
};

static void
a_label_is_what_the_dns_knows(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
		g_autofree char *ascii = domain_to_ascii(NAMES[i].domain);

		assert_string_equal(ascii, NAMES[i].ascii);
	}
}

static void
a_domain_that_looks_alike_is_another(void **state)
{
	static const char *const OTHERS[] = {"\xe2\x84\xaalant.example",
	    "klant\xef\xbc\x8e"
	    "example",
	    "klant.example.", "klant.example.evil", "attacker-klant.example", "lant.example",
	    /* Cyrillic a */
	    "kl\xd0\xb0nt.example", "xn--klnt-83d.example", "xn--klant-.example",
	    "kl\xe2\x80\x8b"
	    "ant.example"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(OTHERS); i++) {
		g_autofree char *address = g_strdup_printf("els@%s", OTHERS[i]);

		assert_false(domain_equal(OTHERS[i], "klant.example"));
		assert_false(domain_within(OTHERS[i], "klant.example"));
		assert_false(domain_within("klant.example", OTHERS[i]));
		assert_false(domain_address_equal(address, "els@klant.example"));
	}
}

static void
addresses_are_one_in_both_spellings(void **state)
{
	static const struct {
		const char *one, *other;
		bool equal;
	} ROWS[] = {
	    {"els@klant.example", "ELS@Klant.Example", true},
	    {"jo@b\xc3\xbc"
	     "cher.example",
		"Jo@xn--bcher-kva.example", true},
	    {"jo@b\xc3\xbc"
	     "cher.example",
		"jo@bucher.example", false},
	    {"\xef\xbd\x85ls@klant.example", "els@klant.example", false},
	    {"j\xc3\xb6@klant.example", "J\xc3\x96@klant.example", false},
	    {"els", "ELS", true},
	    {"els@", "els", false},
	    {"", "els@klant.example", false},
	};
	g_autofree char *address = domain_address_to_ascii("Jo@b\xc3\xbc"
							   "cher.example");

	(void)state;
	assert_string_equal(address, "Jo@xn--bcher-kva.example");
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		assert_int_equal(
		    domain_address_equal(ROWS[i].one, ROWS[i].other), ROWS[i].equal);
}

static void
below_is_told_label_by_label(void **state)
{
	(void)state;
	assert_true(domain_within("mail.b\xc3\xbc"
				  "cher.example",
	    "xn--bcher-kva.example"));
	assert_true(domain_within("a.b.klant.example", "KLANT.example"));
	assert_false(domain_within("klant.example", "a.klant.example"));
	assert_false(domain_within("klant.example", ""));
	assert_string_equal(domain_of("a@b@c"), "c");
	assert_string_equal(domain_of("a"), "");
}

static void
domains_are_compared_label_by_label(void **state)
{
	static const struct {
		const char *domain, *of;
		bool within;
	} ROWS[] = {
	    {"example.com", "example.com", true},
	    {"EXAMPLE.com", "example.COM", true},
	    {"mail.example.com", "example.com", true},
	    {"a.b.example.com", "example.com", true},
	    {"attacker-example.com", "example.com", false},
	    {"example.com.evil", "example.com", false},
	    {"example.com", "mail.example.com", false},
	    {"xample.com", "example.com", false},
	    {"com", "example.com", false},
	    {"", "example.com", false},
	    {"example.com", "", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		assert_int_equal(domain_within(ROWS[i].domain, ROWS[i].of), ROWS[i].within);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(domains_are_compared_label_by_label),
	    cmocka_unit_test(a_label_is_what_the_dns_knows),
	    cmocka_unit_test(a_domain_that_looks_alike_is_another),
	    cmocka_unit_test(addresses_are_one_in_both_spellings),
	    cmocka_unit_test(below_is_told_label_by_label),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
