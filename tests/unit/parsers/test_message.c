/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/limits.h"

/* A message with something in every field. */
static Message *
full_message(void)
{
	Message *message = mail_read(
	    "From: Els Bos <els@klant.example>\nTo: desk@desk.example\nCc: Jan "
	    "<jan@klant.example>\n"
	    "Delivered-To: desk@desk.example\nSubject: [CS0001234] Scherm\nMessage-ID: "
	    "<m@k>\nIn-Reply-To: <a@b>\n"
	    "Date: Mon, 23 Nov 2026 10:00:00 +0100\n"
	    "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nMijn scherm is zwart na het "
	    "opstarten.\nKamer: B12\n\n"
	    "Ref: abcdefghijklmnop234567abcd\n--x\nContent-Type: image/png; "
	    "name=a.png\n\nPNG\n--x--\n");
	MessageBounce *bounce = g_new(MessageBounce, 1);

	bounce->address = g_strdup("x@y.example");
	bounce->status = g_strdup("5.1.1");
	g_ptr_array_add(message->bounce, bounce);
	g_ptr_array_add(message->limits, g_strdup("depth"));
	message->begins_quoted = true;
	return message;
}

static void
test_round_trip(void **state)
{
	g_autoptr(Message) message = full_message();
	g_autoptr(GBytes) packed = message_pack(message);
	g_autoptr(Message) unpacked = message_unpack(packed, NULL);
	g_autoptr(GBytes) again = NULL;

	(void)state;
	assert_non_null(unpacked);
	again = message_pack(unpacked);
	assert_true(g_bytes_equal(packed, again));
	assert_string_equal(unpacked->whole, message->whole);
	assert_int_equal(unpacked->tokens->len, 1);
	assert_true(unpacked->begins_quoted);
	assert_int_equal(unpacked->cut->len, 1);
	assert_string_equal(unpacked->language, "nl");
	assert_string_equal(message_header(unpacked, "subject"), "[CS0001234] Scherm");
	assert_null(message_header(unpacked, "X-None"));
}

/* What is proved of a sender is of another worker: the reader has no words for it. */
static void
a_reader_proves_no_sender(void **state)
{
	g_autoptr(Message) message = full_message();
	g_autoptr(GBytes) without = message_pack(message);
	g_autoptr(GBytes) with = NULL;
	g_autoptr(Message) unpacked = NULL;

	(void)state;
	message->origin = origin_new();
	message->origin->from = g_strdup("els@klant.example");
	g_ptr_array_add(message->origin->results,
	    authres_new("mx.example", "dmarc", "pass", "klant.example"));
	with = message_pack(message);
	assert_true(g_bytes_equal(without, with));
	unpacked = message_unpack(with, NULL);
	assert_null(unpacked->origin);
}

static void
test_empty_round_trip(void **state)
{
	g_autoptr(Message) message = message_new();
	g_autoptr(GBytes) packed = message_pack(message);
	g_autoptr(Message) unpacked = message_unpack(packed, NULL);

	(void)state;
	assert_non_null(unpacked);
	assert_null(unpacked->from);
	assert_null(unpacked->refused);
	assert_string_equal(unpacked->text, "");
}

static void
test_every_kind(void **state)
{
	(void)state;
	for (MessageKind kind = MESSAGE_PERSON; kind <= MESSAGE_NOTIFICATION; kind++) {
		g_autoptr(Message) message = message_new();
		g_autoptr(GBytes) packed = NULL;
		g_autoptr(Message) unpacked = NULL;

		message->kind = kind;
		packed = message_pack(message);
		unpacked = message_unpack(packed, NULL);
		assert_int_equal(unpacked->kind, kind);
		assert_true(*message_kind_name(kind) != '\0');
		assert_int_equal(message_kind_is_machine(kind),
		    kind != MESSAGE_PERSON && kind != MESSAGE_LIST);
	}
}

static bool
is_taken(const char *text)
{
	g_autoptr(Message) message = full_message();
	g_autoptr(GBytes) packed = NULL;
	g_autoptr(Message) unpacked = NULL;

	g_free(message->text);
	message->text = g_strdup(text);
	packed = message_pack(message);
	unpacked = message_unpack(packed, NULL);
	if (unpacked != NULL)
		assert_string_equal(unpacked->text, text);
	return unpacked != NULL;
}

/* Wherever in a string a byte stands, it is looked at. */
static void
test_every_place(void **state)
{
	static const char good[] = " ~!\n\t", bad[] = "\x01\x1f\x7f\r\x80\xff";

	(void)state;
	for (size_t at = 0; at < 20; at++) {
		char text[] = "abcdefghijklmnopqrst";

		for (size_t i = 0; good[i] != '\0'; i++) {
			text[at] = good[i];
			assert_true(is_taken(text));
		}
		for (size_t i = 0; bad[i] != '\0'; i++) {
			text[at] = bad[i];
			assert_false(is_taken(text));
		}
	}
}

/* What a reader that was taken over might send. */
static void
test_nonsense_is_refused(void **state)
{
	static const char *const values[] = {
	    "a\x01", "a\x7f", "a\xc2\x85", "a\rb", "a\nBcc: b"};
	g_autoptr(GBytes) wrong = g_bytes_new_static("message", 7);
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_null(message_unpack(wrong, &error));
	assert_int_equal(error->code, PARSE_ERROR_MALFORMED);
	for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
		g_autoptr(Message) message = full_message();
		g_autoptr(GBytes) packed = NULL;

		g_free(message->subject);
		message->subject = g_strdup(values[i]);
		packed = message_pack(message);
		assert_null(message_unpack(packed, NULL));
	}
}

static void
test_impossible_attachments_are_refused(void **state)
{
	g_autoptr(Message) message = full_message();
	MessageAttachment *attachment = message->attachments->pdata[0];
	g_autoptr(GBytes) negative = NULL;
	g_autoptr(GBytes) slash = NULL;

	(void)state;
	attachment->size = -1;
	negative = message_pack(message);
	assert_null(message_unpack(negative, NULL));
	attachment->size = 1;
	g_free(attachment->name);
	attachment->name = g_strdup("../x");
	slash = message_pack(message);
	assert_null(message_unpack(slash, NULL));
}

static void
add_strings(GPtrArray *list, unsigned count, size_t size)
{
	for (unsigned i = 0; i < count; i++)
		g_ptr_array_add(list, g_strnfill(size, '1'));
}

static void
add_people(GPtrArray *list, unsigned count, const char *address)
{
	for (unsigned i = 0; i < count; i++)
		g_ptr_array_add(list, message_address_new(address, ""));
}

static void
add_files(Message *message, unsigned count, const char *path, int64_t size)
{
	for (unsigned i = 0; i < count; i++) {
		MessageAttachment *file = g_new0(MessageAttachment, 1);

		file->path = g_strdup(path);
		file->name = g_strdup("a");
		file->type = g_strdup("image/png");
		file->size = size;
		g_ptr_array_add(message->attachments, file);
	}
}

static void
lengthen(char **field, size_t size)
{
	g_free(*field);
	*field = g_strnfill(size, 'x');
}

/* More of one thing than an honest reader ever finds in a mail. */
static void
exceed(Message *message, int what)
{
	switch (what) {
	case 0:
		add_strings(message->limits, 101, 1);
		break;
	case 1:
		add_strings(message->references, LIMIT_REFERENCES + 1, 1);
		break;
	case 2:
		add_strings(message->tokens, LIMIT_REFERENCES + 1, 16);
		break;
	case 3:
		add_strings(message->tokens, 1, 1000);
		break;
	case 4:
		add_strings(message->numbers, 1, 1000);
		break;
	case 5:
		add_strings(message->delivered_to, LIMIT_REFERENCES + 1, 1);
		break;
	case 6:
		add_people(message->to, LIMIT_RECIPIENTS + 1, "a@b.example");
		break;
	case 7:
		add_people(message->cc, LIMIT_RECIPIENTS + 1, "a@b.example");
		break;
	case 8:
		add_people(message->to, 1, "a@b.example\nBcc: c@d.example");
		break;
	case 9:
		add_people(message->headers, LIMIT_FIELDS + 1, "X");
		break;
	case 10:
		lengthen(&message->whole, (size_t)2 * LIMIT_TEXT + 1);
		break;
	case 11:
		lengthen(&message->table, (size_t)2 * LIMIT_TEXT + 1);
		break;
	case 12:
		add_people(message->bounce, LIMIT_RECIPIENTS + 1, "a@b.example");
		break;
	case 13:
		add_files(message, LIMIT_ATTACHMENTS + 1, "2", 1);
		break;
	case 14:
		add_files(message, 1, "2", INT64_MAX);
		break;
	case 15:
		add_files(message, 1, "2", (int64_t)LIMIT_MAIL + 1);
		break;
	case 16:
		add_files(message, 100, "2", LIMIT_MAIL);
		break;
	case 17:
		add_files(message, 1, "2\n", 1);
		break;
	case 18:
		add_files(message, 1, "../../2 OR 1", 1);
		break;
	case 19:
		lengthen(&message->text, (size_t)2 * LIMIT_TEXT + 1);
		break;
	case 20:
		lengthen(
		    &((MessageCut *)message->cut->pdata[0])->text, (size_t)2 * LIMIT_TEXT + 1);
		break;
	case 21:
		lengthen(&message->subject, (size_t)4 * LIMIT_HEADER + 1);
		break;
	case 22:
		lengthen(&message->language, 200);
		break;
	case 23:
		lengthen(&message->content_hash, 200);
		break;
	case 24:
		message->date_ms = -1;
		break;
	case 25:
		message->date_ms = INT64_MAX;
		break;
	case 26:
		((MessageCut *)message->cut->pdata[0])->kind = CUT_REF + 1;
		break;
	default:
		message->kind = (MessageKind)(MESSAGE_NOTIFICATION + 1);
		break;
	}
}

static void
test_more_than_any_mail_has_is_refused(void **state)
{
	(void)state;
	for (int what = 0; what <= 27; what++) {
		g_autoptr(Message) message = full_message();
		g_autoptr(GBytes) packed = NULL;
		g_autoptr(Message) unpacked = NULL;

		exceed(message, what);
		packed = message_pack(message);
		unpacked = message_unpack(packed, NULL);
		if (unpacked != NULL)
			fail_msg("number %d was taken", what);
	}
}

/* One message has one form: two readings are compared by their bytes. */
static void
test_no_is_written_in_one_way(void **state)
{
	g_autoptr(Message) message = message_new();
	g_autoptr(GBytes) packed = message_pack(message);
	size_t size = g_bytes_get_size(packed);
	g_autofree unsigned char *bytes = g_memdup2(g_bytes_get_data(packed, NULL), size);
	/* behind "refused", "limits", the kind and its reason comes whether there is a From */
	const size_t from = 16;

	(void)state;
	for (unsigned char said = 1; said < 4; said++) {
		g_autoptr(GBytes) changed = NULL;

		bytes[from] = said;
		changed = g_bytes_new(bytes, size);
		assert_null(message_unpack(changed, NULL));
	}
}

/* Every byte of a good one changed, and every end cut off: read or refused, never a crash. */
static void
test_damaged(void **state)
{
	g_autoptr(Message) message = full_message();
	g_autoptr(GBytes) packed = message_pack(message);
	size_t size = g_bytes_get_size(packed);

	(void)state;
	for (size_t i = 0; i < size * 2; i++) {
		unsigned char *bytes = g_memdup2(g_bytes_get_data(packed, NULL), size);
		g_autoptr(GBytes) damaged = NULL;
		g_autoptr(Message) unpacked = NULL;

		bytes[i % size] ^= i < size ? 0x80 : 0xff;
		damaged = g_bytes_new_take(bytes, i < size ? size : i % size);
		unpacked = message_unpack(damaged, NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(a_reader_proves_no_sender),
	    cmocka_unit_test(test_empty_round_trip),
	    cmocka_unit_test(test_every_kind),
	    cmocka_unit_test(test_every_place),
	    cmocka_unit_test(test_nonsense_is_refused),
	    cmocka_unit_test(test_impossible_attachments_are_refused),
	    cmocka_unit_test(test_more_than_any_mail_has_is_refused),
	    cmocka_unit_test(test_no_is_written_in_one_way),
	    cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
