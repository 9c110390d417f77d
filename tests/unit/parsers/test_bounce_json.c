/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#define MAIL                                                                                \
	"\"mail\":{\"destination\":[\"els@k.example\"],\"headers\":[{\"name\":"             \
	"\"Message-ID\",\"value\":\"<a@desk.example>\"}],\"commonHeaders\":{\"messageId\":" \
	"\"<a@desk.example>\",\"subject\":\"[CS0000001] Zwart\"}}}"
#define PEOPLE(status) "[{\"emailAddress\":\"Els <els@k.example>\"" status "}]"
#define STATUS ",\"status\":\"5.1.1\""
#define BOUNCE                                                                       \
	"{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\"," \
	"\"bouncedRecipients\":" PEOPLE(STATUS) "}," MAIL

static const struct {
	const char *name;
	const char *text;
	MessageKind kind;
	const char *bounce; /* "address status" */
} mails[] = {
    {"bounce", BOUNCE, MESSAGE_BOUNCE, "els@k.example 5.1.1"},
    {"with a farewell", BOUNCE "\n\n--\nIf you wish to stop receiving", MESSAGE_BOUNCE,
	"els@k.example 5.1.1"},
    {"by its event, with blanks",
	"{\n \"eventType\" : \"Bounce\",\n \"bounce\" : { \"bounceType\" : \"Permanent\",\n"
	" \"bouncedRecipients\" : " PEOPLE("") " },\n " MAIL,
	MESSAGE_BOUNCE, "els@k.example 5.0.0"},
    {"for now",
	"{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Transient\","
	"\"bouncedRecipients\":" PEOPLE("") "}," MAIL,
	MESSAGE_BOUNCE, "els@k.example 4.0.0"},
    {"by its diagnosis",
	"{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":" PEOPLE(
	    ",\"diagnosticCode\":\"smtp; 552 5.2.2 full\"") "}," MAIL,
	MESSAGE_BOUNCE, "els@k.example 5.2.2"},
    {"refused", "{\"eventType\":\"Reject\",\"reject\":{\"reason\":\"virus\"}," MAIL,
	MESSAGE_BOUNCE, "els@k.example 5.0.0"},
    {"delay",
	"{\"eventType\":\"DeliveryDelay\",\"deliveryDelay\":{\"delayedRecipients\":" PEOPLE(
	    ",\"status\":\"4.2.2\"") "}," MAIL,
	MESSAGE_DELAYED, "els@k.example 4.2.2"},
    {"delivered",
	"{\"notificationType\":\"Delivery\",\"delivery\":{\"recipients\":[\"els@k.example\"]}"
	"," MAIL,
	MESSAGE_DELIVERED, ""},
    {"complaint",
	"{\"notificationType\":\"Complaint\",\"complaint\":{\"complainedRecipients\":" PEOPLE(
	    "") "}," MAIL,
	MESSAGE_COMPLAINT, ""},
    {"in an envelope",
	"{\"Type\":\"Notification\",\"Message\":\"{\\\"eventType\\\":\\\"Reject\\\","
	"\\\"mail\\\""
	":{\\\"destination\\\":[\\\"els@k.example\\\"],\\\"commonHeaders\\\":{\\\"messageId"
	"\\\":\\\"<a@desk.example>\\\",\\\"subject\\\":\\\"[CS0000001] x\\\"}}}\"}",
	MESSAGE_BOUNCE, "els@k.example 5.0.0"},
    {"a long line, broken by a server",
	"{\"notificationType\":\"Bou!\n nce\",\"bounce\":{\"bounceType\":\"Permanent\","
	"\"bouncedRecipients\":" PEOPLE(STATUS) "}," MAIL,
	MESSAGE_BOUNCE, "els@k.example 5.1.1"},
};

static const char *const others[] = {
    "{\"notificationType\":\"AmazonSnsSubscriptionSucceeded\"}",
    "{\"notificationType\":\"Bounce\"", "{\"eventType\":5}", "{\"Message\":\"{\"}", "{}",
    "{ is what it says", "[{\"eventType\":\"Bounce\"}]"};

static Message *
read_text(const char *text)
{
	g_autofree char *mail =
	    g_strdup_printf("From: no-reply@sns.amazonaws.com\n\n%s\n", text);

	return mail_read(mail);
}

static void
test_notifications(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(Message) message = read_text(mails[i].text);
		const MessageBounce *one =
		    message->bounce->len == 0 ? NULL : message->bounce->pdata[0];
		g_autofree char *found =
		    one == NULL ? g_strdup("")
				: g_strdup_printf("%s %s", one->address, one->status);
		g_autofree char *ids = mail_join(message->references);
		g_autofree char *numbers = mail_join(message->numbers);

		if (message->kind != mails[i].kind || strcmp(found, mails[i].bounce) != 0)
			fail_msg("%s: %s, %s", mails[i].name, message_kind_name(message->kind),
			    found);
		if (message->kind != MESSAGE_COMPLAINT && strcmp(ids, "a@desk.example") != 0)
			fail_msg("%s: %s", mails[i].name, ids);
		assert_string_equal(numbers, "CS0000001");
	}
}

static void
test_others(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		g_autoptr(Message) message = read_text(others[i]);

		if (message->kind != MESSAGE_NOTIFICATION)
			fail_msg("%s: %s", others[i], message_kind_name(message->kind));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_notifications),
	    cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
