/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/mailing_list.h"

static void
the_addresses_of_a_list(void **state)
{
	static const struct {
		const char *headers, *address;
	} ROWS[] = {
	    {"List-Post: <mailto:Desk@k.example?subject=x>\n", "desk@k.example"},
	    {"Mailing-List: list desk@k.example; contact desk+owners@k.example\n",
		"desk@k.example"},
	    {"X-BeenThere: desk@k.example\n", "desk@k.example"},
	    {"List-Id: De desk <desk.k.example>\n", "desk@k.example"},
	    {"List-Id: <desk.desk.k.example>\n", "desk@desk.k.example"},
	    {"List-Id: desk\n", "desk"},
	};
	g_autoptr(Message) none = mail_read("From: els@k.example\nList-Post: NO\n\nx");
	g_autoptr(GPtrArray) nothing = mailing_list_addresses(none);

	(void)state;
	assert_int_equal(nothing->len, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *mail = g_strconcat(ROWS[i].headers, "\nx", NULL);
		g_autoptr(Message) message = mail_read(mail);
		g_autoptr(GPtrArray) found = mailing_list_addresses(message);

		assert_int_equal(found->len, 1);
		assert_string_equal(found->pdata[0], ROWS[i].address);
	}
}

static void
nobody_writes_to_a_newsletter(void **state)
{
	static const struct {
		const char *headers;
		bool newsletter;
	} ROWS[] = {
	    {"List-Unsubscribe: <https://k.example/u>\nList-Id: <n.k.example>\n", true},
	    {"List-Unsubscribe: <mailto:u@k.example>\nList-Post: NO (no posting)\n", true},
	    {"List-Unsubscribe: <mailto:u@k.example>\nList-Post: <mailto:l@k.example>\n",
		false},
	    {"List-Unsubscribe: <mailto:u@k.example>\nX-BeenThere: l@k.example\n", false},
	    {"List-Id: <l.k.example>\n", false},
	    {"Precedence: bulk\n", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *mail = g_strconcat(ROWS[i].headers, "\nx", NULL);
		g_autoptr(Message) message = mail_read(mail);

		if (mailing_list_is_newsletter(message) != ROWS[i].newsletter)
			fail_msg("%s", ROWS[i].headers);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_addresses_of_a_list),
	    cmocka_unit_test(nobody_writes_to_a_newsletter),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
