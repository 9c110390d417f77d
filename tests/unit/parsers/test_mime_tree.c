/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/limits.h"
#include "parsers/mime_tree.h"

/* The tree as "path type[body]" with its children in parentheses. */
static void
show(const Part *part, GString *out)
{
	g_string_append_printf(out, "%s %s", part->path, part->type);
	if (part->children == NULL)
		g_string_append_printf(out, "[%.*s]", (int)part->body_size, part->body);
	for (unsigned i = 0; part->children != NULL && i < part->children->len; i++) {
		g_string_append(out, i == 0 ? "(" : ", ");
		show(part->children->pdata[i], out);
	}
	g_string_append(out, part->children == NULL ? "" : ")");
}

static const struct {
	const char *name;
	const char *mail;
	const char *expected;
} mails[] = {
    {"plain", "Subject: a\n\nhoi\n", "1 text/plain[hoi\n]"},
    {"carriage returns", "Subject: a\r\n\r\nhoi\r\n", "1 text/plain[hoi\r\n]"},
    {"only header", "Subject: a\n", "1 text/plain[]"},
    {"only text", "hello there\nyou\n", "1 text/plain[hello there\nyou\n]"},
    {"blank lines first", "\n\nSubject: a\n\nhoi", "1 text/plain[hoi]"},
    {"an mbox line first", "From els@k.example Mon Nov\nSubject: a\n\nhoi",
	"1 text/plain[hoi]"},
    {"no blank line", "Subject: a\nhoi there\n\nb", "1 text/plain[hoi there\n\nb]"},
    {"broken line among fields", "Subject: a\nb c d\nTo: x@y\n\nhoi", "1 text/plain[hoi]"},
    {"many broken lines above a field that was missing",
	"X-Scan: a\nb c\nd e\nf g\nh i\nj k\nl m\nn o\nFrom: x@y\n\nhoi", "1 text/plain[hoi]"},
    {"many lines of a body above a field that it quotes",
	"From: x@y\nb c\nd e\nf g\nh i\nj k\nl m\nn o\nFrom: x@y\n",
	"1 text/plain[b c\nd e\nf g\nh i\nj k\nl m\nn o\nFrom: x@y\n]"},
    {"a header torn by a blank line", "X-Scan: a\n\nFrom: x@y\nSubject: b\n c\nTo: d@e\n\nhoi",
	"1 text/plain[hoi]"},
    {"a body that quotes a header", "Subject: a\n\nFrom: x@y\nSubject: b\nKijk eens.\n\nhoi",
	"1 text/plain[From: x@y\nSubject: b\nKijk eens.\n\nhoi]"},
    {"a mail without a sender whose body is a header",
	"Subject: a\n\nFrom: x@y\nSubject: b\n\nhoi",
	"1 text/plain[From: x@y\nSubject: b\n\nhoi]"},
    {"a mail whose body is a header", "From: x@y\n\nFrom: x@y\nSubject: b\n\nhoi",
	"1 text/plain[From: x@y\nSubject: b\n\nhoi]"},
    {"mixed",
	"Content-Type: multipart/mixed; boundary=x\n\nbefore\n--x\n\na\n--x\nContent-Type: "
	"image/png\n\nb\n--x--\nafter\n",
	" multipart/mixed(1 text/plain[a], 2 image/png[b])"},
    {"parts with nothing in them",
	"Content-Type: multipart/mixed; boundary=x\n\n--x\n\n--x\nContent-Type: "
	"text/html\n\n--x--\n",
	" multipart/mixed(1 text/plain[], 2 text/html[])"},
    {"nested",
	"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: "
	"multipart/alternative; "
	"boundary=\"x y\"\n\n--x y\n\na\n--x y\nContent-Type: text/html\n\nb\n--x "
	"y--\n--x\n\nc\n--x--\n",
	" multipart/mixed(1 multipart/alternative(1.1 text/plain[a], 1.2 text/html[b]), 2 "
	"text/plain[c])"},
    {"inner never ends",
	"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; "
	"boundary=y\n\n--y\n\na\n--x\n\nb\n",
	" multipart/mixed(1 multipart/mixed(1.1 text/plain[a]), 2 text/plain[b\n])"},
    {"attached mail",
	"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: "
	"message/rfc822\n\nSubject: "
	"in\n\ninner\n--x--\n",
	" multipart/mixed(1 message/rfc822(1.1 text/plain[inner]))"},
    {"digest",
	"Content-Type: multipart/digest; boundary=x\n\n--x\n\nSubject: in\n\ninner\n--x--\n",
	" multipart/digest(1 message/rfc822(1.1 text/plain[inner]))"},
    {"no boundary named",
	"Content-Type: multipart/mixed\n\n--x\nContent-Type: text/html\n\na\n--x--\n",
	" multipart/mixed(1 text/html[a])"},
    {"wrong boundary named",
	"Content-Type: multipart/mixed; boundary=y\n\n--x\nContent-Type: "
	"text/html\n\na\n--x--\n",
	" multipart/mixed(1 text/html[a])"},
    {"no boundary at all", "Content-Type: multipart/mixed\n\nhoi\n", "1 text/plain[hoi\n]"},
    {"odd types", "Content-Type: text\n\na", "1 text/plain[a]"},
    {"html alone", "Content-Type: html\n\na", "1 text/html[a]"},
    {"nonsense type", "Content-Type: whatever\n\na", "1 application/octet-stream[a]"},
    {"old line ends", "Subject: a\r\rhoi", "1 text/plain[hoi]"},
    {"empty", "", "1 text/plain[]"},
};

static void
test_trees(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
		g_autoptr(Part) top = mime_tree(mails[i].mail, strlen(mails[i].mail), limits);
		g_autoptr(GString) tree = g_string_new(NULL);

		show(top, tree);
		if (strcmp(tree->str, mails[i].expected) != 0)
			fail_msg("%s: %s", mails[i].name, tree->str);
		assert_int_equal(limits->len, 0);
	}
}

static unsigned
count_parts(const Part *part)
{
	unsigned count = 1;

	for (unsigned i = 0; part->children != NULL && i < part->children->len; i++)
		count += count_parts(part->children->pdata[i]);
	return count;
}

static GString *
repeat(const char *what, unsigned times)
{
	GString *out = g_string_new(NULL);

	for (unsigned i = 0; i < times; i++)
		g_string_append(out, what);
	return out;
}

/* `before`, a piece repeated, and what limit that must hit. */
static const struct {
	const char *before;
	const char *piece;
	unsigned times;
	const char *after;
	const char *limit;
	unsigned most_parts;
} hostile[] = {
    {"Content-Type: multipart/mixed; boundary=a\n\n", "--a\n\n", 200000, "", "parts",
	LIMIT_PARTS + 1},
    {"", "Content-Type: message/rfc822\n\n", 20000, "hi\n", "depth", LIMIT_DEPTH + 2},
    {"", "Content-Type: multipart/mixed; boundary=b\n\n--b\n", 5000, "hi\n", "depth",
	LIMIT_PARTS + 1},
    {"Subject: ", "A", 1000000, "\n\nhi\n", "header", 1},
    {"Subject: ", "A\n ", 100000, "\n\nhi\n", "header", 1},
    {"", "X-A: b\n", 20000, "\nhi\n", "fields", 1},
    {"X: a\n", "Xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: a\n", 6000, "\nhi\n",
	"headers", 1},
};

static void
test_limits(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++) {
		g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
		g_autoptr(GString) mail = repeat(hostile[i].piece, hostile[i].times);
		g_autoptr(Part) top = NULL;

		g_string_prepend(mail, hostile[i].before);
		g_string_append(mail, hostile[i].after);
		top = mime_tree(mail->str, mail->len, limits);
		assert_true(g_ptr_array_find_with_equal_func(
		    limits, hostile[i].limit, g_str_equal, NULL));
		assert_true(count_parts(top) <= hostile[i].most_parts);
		assert_true(top->fields->len <= LIMIT_FIELDS);
		for (unsigned n = 0; n < top->fields->len; n++)
			assert_true(
			    g_array_index(top->fields, PartField, n).size <= LIMIT_HEADER);
	}
}

/* A line of mbox among the fields belongs to none of them. */
static void
test_mbox_line(void **state)
{
	g_autoptr(Message) message =
	    mail_read("Subject: a\nFrom els@k.example Mon Nov 23\nSender: b@c\nTo: d@e\n\nhoi");

	(void)state;
	assert_string_equal(message->subject, "a");
	assert_string_equal(message->text, "hoi");
}

/* To know whether fields go on, each line is looked at a few times only. */
static void
test_broken_lines_cost_little(void **state)
{
	g_autoptr(GString) mail = g_string_new("X-Scan: a\n");
	clock_t start = clock();

	(void)state;
	for (unsigned i = 0; i < 200000; i++)
		g_string_append(mail, i % 99 == 98 ? "X-B: c\n" : "x\n");
	g_string_append(mail, "From: x@y\n\nhoi");
	message_free(mail_read(mail->str));
	assert_true(clock() - start < 2 * CLOCKS_PER_SEC);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mbox_line),
	    cmocka_unit_test(test_broken_lines_cost_little),
	    cmocka_unit_test(test_trees),
	    cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
