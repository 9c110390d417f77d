/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parsers/origin.h"

static Origin *
origin_of(const char *header)
{
	return origin_read(header, strlen(header));
}

static const struct {
	const char *header, *from;
} FROMS[] = {
    {"From: els@klant.example\n", "els@klant.example"},
    {"To: a@b.example\r\nFROM:\r\n Els\r\n <els@klant.example>\r\nSubject: x\r\n\r\n",
	"els@klant.example"},
    {"From : els@klant.example\n", "els@klant.example"},
    {"\xef\xbb\xbf\r\n\r\nFrom: els@klant.example\n", "els@klant.example"},
    {"From els@klant.example Mon Nov 23 15:12:00\nFrom: els@klant.example\n",
	"els@klant.example"},
    {"From: els@klant.example", "els@klant.example"},
    {"From: els@klant.example\nFrom: evil@evil.example\n", NULL},
    {"From: evil@evil.example\nfrom : els@klant.example\n", NULL},
    {"From: els@klant.example\nFrom: els@klant.example\n", NULL},
    {"From: els@klant.example\nFrom: els@klant.example\nFrom: els@klant.example\n", NULL},
    {"From: els@klant.example, evil@evil.example\n", NULL},
    {"Reply-To: els@klant.example\n", NULL},
    {"Sender: els@klant.example\nX-From: els@klant.example\nFrom-X: els@klant.example\n", NULL},
    {"Subject: x\n\nFrom: els@klant.example\n", NULL},
    {"Subject: x\r\n\r\nFrom: els@klant.example\n", NULL},
    {"Subject: x\n From: els@klant.example\n", NULL},
    {"nonsense without colon From\n els@klant.example\n", NULL},
    {"F rom: els@klant.example\n", NULL},
    {"", NULL},
};

static void
one_from_of_one_mailbox(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(FROMS); i++) {
		g_autoptr(Origin) origin = origin_of(FROMS[i].header);

		if (g_strcmp0(origin->from, FROMS[i].from) != 0)
			fail_msg("%s: %s", FROMS[i].header, origin->from);
	}
}

static void
results_know_how_many_hops_stand_above(void **state)
{
	g_autoptr(Origin) origin = origin_of("X-Authentication-Results: m; dmarc=pass\n"
					     "ARC-Authentication-Results: i=1; m; dmarc=pass\n"
					     "Authentication-Results: m; a=b\n"
					     "rEcEiVeD:\n by m\n"
					     "Authentication-Results : m; c=d; e=(\n"
					     "Received : by m\n"
					     "authentication-results: m; g=h; i=j\n"
					     "\n"
					     "Authentication-Results: m; k=l\n");
	static const struct {
		unsigned hop;
		const char *method;
		bool unreadable;
	} EXPECTED[] = {{0, "a", false}, {1, "", true}, {2, "g", false}, {2, "i", false}};

	(void)state;
	assert_int_equal(origin->results->len, G_N_ELEMENTS(EXPECTED));
	for (unsigned i = 0; i < origin->results->len; i++) {
		const AuthResult *one = origin->results->pdata[i];

		assert_int_equal(one->hop, EXPECTED[i].hop);
		assert_string_equal(one->method, EXPECTED[i].method);
		assert_int_equal(one->unreadable, EXPECTED[i].unreadable);
	}
}

static const struct {
	const char *received, *by, *user;
} HOPS[] = {
    {"from pc (unknown [192.0.2.1])\r\n\t(using TLSv1.3 with cipher X (256/256 bits))\r\n\t"
     "(Client did not present a certificate)\r\n\t(Authenticated sender: "
     "sanne@desk.example)\r\n\t"
     "by Mail.Desk.example (Postfix) with ESMTPSA id 4X;\r\n\tMon, 23 Nov 2026 15:12:00 +0100",
	"mail.desk.example", "sanne@desk.example"},
    {"by m.example (Postfix, from userid 0) id 4X; Mon", "m.example", ""},
    {"from by (by [192.0.2.1]) by m.example with ESMTP", "m.example", ""},
    {"from pc (a) by m.example (Postfix) (Authenticated sender: sanne@desk.example)",
	"m.example", ""},
    {"from pc by m.example with ESMTPSA (Authenticated sender: sanne@desk.example)",
	"m.example", ""},
    {"from pc (x (Authenticated sender: sanne@desk.example)) by m.example", "m.example", ""},
    {"from pc (Authenticated sender: evil@evil.example)"
     " (Authenticated sender: sanne@desk.example) by m.example",
	"m.example", "evil@evil.example sanne@desk.example"},
    {"from pc (Client CN \"x\\) (Authenticated sender: sanne@desk.example\") by m.example", "",
	""},
    {"from pc (authenticated) by m.example", "m.example", ""},
    {"from pc", "", ""},
    {"from pc (by m.example", "", ""},
    {"from pc by", "", ""},
    {"", "", ""},
};

static void
only_a_comment_before_the_servers_name_tells_who_had_logged_in(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(HOPS); i++) {
		g_autofree char *header = g_strdup_printf("Received: %s\r\n", HOPS[i].received);
		g_autoptr(Origin) origin = origin_of(header);
		const OriginHop *hop = origin->hops->pdata[0];

		assert_int_equal(origin->hops->len, 1);
		if (strcmp(hop->by, HOPS[i].by) != 0 || strcmp(hop->user, HOPS[i].user) != 0)
			fail_msg(
			    "%s: by \"%s\", user \"%s\"", HOPS[i].received, hop->by, hop->user);
	}
}

static void
signatures_of_a_part_and_exchanges_mark(void **state)
{
	g_autoptr(Origin) origin =
	    origin_of("DKIM-Signature: v=1; d=Klant.example; s=x; b=l=1; bh=x\n"
		      "DKIM-Signature: v=1; d=b.\n example; s=x; l = 1; b=y\n"
		      "X-MS-Exchange-Organization-AuthAs: internal\n");
	g_autoptr(Origin) twice = origin_of("X-MS-Exchange-Organization-AuthAs: Internal\n"
					    "X-MS-Exchange-Organization-AuthAs: Internal\n");
	g_autoptr(Origin) outside = origin_of("X-MS-Exchange-Organization-AuthAs: Anonymous\n");

	(void)state;
	assert_int_equal(origin->partial->len, 1);
	assert_string_equal(origin->partial->pdata[0], "b.example");
	assert_true(origin->is_internal);
	assert_false(twice->is_internal);
	assert_false(outside->is_internal);
}

/* Our own server writes on top; whether another From stands behind the cut nobody knows. */
static void
behind_the_cut_nothing_is_seen(void **state)
{
	g_autoptr(GString) mail = g_string_new("Authentication-Results: m; dmarc=fail\n"
					       "From: els@klant.example\n");
	g_autoptr(Origin) origin = NULL;

	(void)state;
	while (mail->len < 70000)
		g_string_append(mail, "X-A: b\n");
	g_string_append(mail, "Authentication-Results: m; dmarc=pass\n\nbody");
	assert_int_equal(origin_header_size(mail->str, mail->len), ORIGIN_HEADER_MAX);
	origin = origin_read(mail->str, ORIGIN_HEADER_MAX);
	assert_int_equal(origin->results->len, 1);
	assert_null(origin->from);
}

static void
a_header_ends_at_the_first_empty_line(void **state)
{
	static const struct {
		const char *mail;
		size_t size;
	} ROWS[] = {
	    {"A: b\n\nbody", 5},
	    {"A: b\r\n\r\nbody", 6},
	    {"\n\r\n \nA: b\n\nbody", 10},
	    {"A: b\n \n\nbody", 7},
	    {"A: b\n", 5},
	    {"A: b", 4},
	    {"\n\n", 2},
	    {"", 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		assert_int_equal(
		    origin_header_size(ROWS[i].mail, strlen(ROWS[i].mail)), ROWS[i].size);
}

static void
it_travels_whole(void **state)
{
	g_autoptr(Origin) origin =
	    origin_of("Received: from a (Authenticated sender: s@d) by m\n"
		      "Authentication-Results: \"m\"; dmarc=fail (p=reject) "
		      "header.from=k.example; auth=pass smtp.auth=a@b\n"
		      "Authentication-Results: m; x=(\n"
		      "DKIM-Signature: d=k.example; l=1\n"
		      "X-MS-Exchange-Organization-AuthAs: Internal\n"
		      "X-Spam-Status: Yes, score=8.5\n"
		      "From: els@klant.example\n");
	g_autoptr(GVariant) packed = g_variant_ref_sink(origin_pack(origin));
	g_autoptr(Origin) unpacked = origin_unpack(packed);
	g_autoptr(GVariant) again = NULL;
	const AuthResult *fail = NULL;

	(void)state;
	assert_true(g_variant_is_of_type(packed, G_VARIANT_TYPE(ORIGIN_FORM)));
	assert_non_null(unpacked);
	again = g_variant_ref_sink(origin_pack(unpacked));
	assert_true(g_variant_equal(packed, again));
	assert_string_equal(unpacked->from, "els@klant.example");
	fail = unpacked->results->pdata[0];
	assert_true(fail->is_odd);
	assert_int_equal(fail->hop, 1);
	assert_string_equal(fail->policy, "reject");
	assert_true(((const AuthResult *)unpacked->results->pdata[2])->unreadable);
}

static void
filters_speak_by_the_hops_above_them(void **state)
{
	g_autoptr(GString) many = g_string_new("X-Spam-Score: 3\n");
	g_autoptr(Origin) origin =
	    origin_of("X-Spam-Level: **\nX-Spam-Score: 1\nReceived: by m\nReceived: by n\n"
		      "X-Spam: no\nX-Spam: yes\nSubject: x\n\nX-Spam-Score: 9\n");
	g_autoptr(Origin) deep = NULL;
	const SpamSign *signs = (const SpamSign *)(void *)origin->spam->data;

	(void)state;
	assert_int_equal(origin->spam->len, 3);
	assert_true(!signs[0].is_spam && signs[0].has_score && signs[0].score == 2);
	assert_true(!signs[1].is_spam && !signs[1].has_score);
	assert_true(signs[2].is_spam && !signs[2].has_score);
	for (int i = 0; i < 2 * ORIGIN_HOPS_MAX; i++)
		g_string_append(many, "Received: by m\nX-Spam-Score: 4\n");
	deep = origin_of(many->str);
	assert_int_equal(deep->spam->len, ORIGIN_HOPS_MAX + 1);
}

static void
points_that_are_no_number_are_refused(void **state)
{
	g_autoptr(Origin) origin = origin_new();
	const SpamSign odd = {true, true, g_ascii_strtod("nan", NULL)};
	g_autoptr(GVariant) packed = NULL;

	(void)state;
	g_array_append_val(origin->spam, odd);
	packed = g_variant_ref_sink(origin_pack(origin));
	assert_null(origin_unpack(packed));
}

static void
what_no_header_says_is_refused(void **state)
{
	g_autoptr(Origin) origin = origin_new();
	g_autoptr(GVariant) packed = NULL;

	(void)state;
	for (int i = 0; i <= 2 * AUTHRES_MAX; i++)
		g_ptr_array_add(origin->results, authres_new("m", "dmarc", "pass", "k"));
	packed = g_variant_ref_sink(origin_pack(origin));
	assert_null(origin_unpack(packed));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_from_of_one_mailbox),
	    cmocka_unit_test(results_know_how_many_hops_stand_above),
	    cmocka_unit_test(only_a_comment_before_the_servers_name_tells_who_had_logged_in),
	    cmocka_unit_test(signatures_of_a_part_and_exchanges_mark),
	    cmocka_unit_test(behind_the_cut_nothing_is_seen),
	    cmocka_unit_test(a_header_ends_at_the_first_empty_line),
	    cmocka_unit_test(it_travels_whole),
	    cmocka_unit_test(filters_speak_by_the_hops_above_them),
	    cmocka_unit_test(points_that_are_no_number_are_refused),
	    cmocka_unit_test(what_no_header_says_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
