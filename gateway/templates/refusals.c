/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/templates/refusals.h"

#include <string.h>

#include "gateway/templates/templates.h"
#include "gateway/util/error.h"

const char *const REFUSALS[] = {
    /* gateway/model/agent_action.c, gateway/desk/agent_actions.c */
    "it is not resolved, so there is nothing to reopen",
    "it does not wait for approval",
    "it waits for approval",
    "it is a case, not a request",
    "it is a request, not a case",
    "it is closed for good; open a new case that names it instead",
    "it has ended; a new request is needed",
    "it is not complete yet",
    "there is no text to note",
    "there is no text for the customer",
    "{{why}}; set a reporter whom letters reach, or write a note",
    "nobody approves their own request",
    "a title is one line of at most 200 characters",
    "'{{typed}}' is an address of the desk itself",
    "'{{typed}}' is not involved",
    /* gateway/desk/undeliverable.c */
    "nobody hears of it: it has no reporter",
    "nobody hears of it: letters to everybody involved come back",
    "nobody hears of it: its reporter is a machine's address",
    "a letter to its reporter came back, says a report",
    /* gateway/desk/desk_elsewhere.c */
    "it is resolved, and only the customer closes it at the desk: reopen it first",
    ("it is carried out at the desk: open {{number}} at {{url}} and do it there; its customers "
     "hear of it from here"),
    ("the desk has no state for \"{{state}}\": desk.tickets.{{worker}}.states of the "
     "configuration names none"),
    /* gateway/desk/agent_links.c, gateway/commands/ticket_command.c */
    "it is one and the same",
    "they are linked already",
    "they are not linked",
    ("it is of the account {{own}}, and {{other}} is of {{others}}: they can be linked, not "
     "merged"),
    "none", /* no account */
    "only cases can be merged; requests can be linked",
    "{{other}} is merged into {{now}}: name that",
    "{{other}} is {{state}}: they can be linked, not merged",
    "{{other}} is resolved, and this one waits for an answer: reopen {{other}} first",
    "it is not merged into another one",
    "it was merged itself: take that back first",
    "it is merged into {{other}}: name that",
    /* gateway/desk/hold.c, gateway/desk/snooze.c */
    "its words are deleted already",
    "it is not held",
    "it has ended, so that nobody is reminded of it",
    "it is resolved, so that nobody here is reminded of it",
    "it is not snoozed",
    /* gateway/commands/ticket_command.c, ticket_new.c, gateway/desk/desk_result.c */
    "no command of it was given up, and nothing refused by the desk",
    "nothing of it was refused by the desk",
    "nothing of it waits for a person at the desk",
    "{{who}} may not ask for this",
    /* gateway/intake/agent_reply.c, gateway/intake/agent_approval.c */
    "#release is for held mails",
    "its attachments were not read",
    "the mail is too large: only its header was read",
    ("it says that something stands below, but nothing new was found in what it quotes"),
    "it begins with no command",
    "the mail is not held any more",
    "only #release and #spam answer a held mail",
    "{{who}} was asked to approve it, and not the desk",
    ("it costs money or gives access, and our own server did not vouch for your mail"),
    "it needs the code of your app: #approve 123456",
    "your app is locked, after too many wrong codes",
    "that is no code that your app shows now",
    /* gateway/intake/agent_commands.c, gateway/intake/agent_attachments.c */
    "#{{one}} and #{{other}} cannot be done together",
    "#{{word}} needs a word behind it",
    "there are too many commands",
    "#{{word}} stands in the text; commands come first, a line each",
    "it says nothing",
    "the mail holds more than is read of one",
    "the attachment '{{name}}' cannot be read: {{why}}",
    "the attachments are larger than {{size}} together",
    /* gateway/commands/command_right.c, call_actor.c, page_caller.c, served.c */
    "log in first",
    "it takes an operator",
    "it cannot be done by a page",
    "{{command}} is not for {{login}}: it takes an agent of the configuration with that login",
    "{{command}} is not for {{login}}: it takes root or the user that the gateway runs as",
    "{{login}} cannot act as {{name}}: only root and the user that the gateway runs as can",
    "customers hear of it, and no agent has the login {{login}}",
    "this form is not of your session: look at it and send it again",
    "this form was sent already, and counts",
    "the running gateway does not know this command",
    "that is more than {{most}} MiB: ask for less with --limit",
    /* gateway/commands/call.c */
    "the text has {{size}} bytes, at most {{most}} can be taken",
    "the text is empty",
    /* gateway/commands/command_page.c, command_login.c, command_session.c */
    "this link was used already, or its time is over",
    "web: has no metrics:",
    "that is no mail address",
    "there are no pages: casegate.yaml has no web:",
    "'{{typed}}' is no ID of 'casegate session list'",
    /* gateway/commands/command_mail.c, mail_spam.c, gateway/desk/spam.c, spool/mail.c */
    "'{{typed}}' is no id of a mail",
    "there is no mail {{id}}",
    "the bytes of mail {{id}} were deleted",
    "mail {{id}} is {{state}}; only one that is held, quarantined or spam can be discarded",
    "mail {{id}} is {{state}}; only one that is held, quarantined or spam can go back",
    "{{typed}} is no spammer's address",
    "mail {{typed}} is no spam, and neither is its sender's other mail",
    "mail {{id}}: it is not decided yet",
    "mail {{id}}: nobody knows who sent it; discard it, or cancel its ticket",
    "{{number}}: no mail opened it",
    "mail {{id}}: its sender's address is the desk's own",
    /* gateway/commands/command_letter.c */
    "'{{typed}}' is no id of a letter; a kind of letter is shown by 'casegate template show'",
    "there is no letter {{id}}",
    "letter {{id}} is {{state}}; only one that waits or failed can be retried",
    "letter {{id}} is {{state}}; only one that waits or is prepared can be dropped",
    "letter {{id}} is with the server at this moment; try again",
    /* gateway/commands/contact_view.c, command_account.c, spool/contact.c, contact_alias.c, account.c */
    "there is no contact {{address}}",
    "{{address}} is an alias of {{owner}}",
    "{{address}} is its own address already",
    "{{address}} is another contact's",
    "there is an account '{{name}}' already",
    "the domain {{domain}} belongs to another account",
    "'{{typed}}' is no mail domain",
    "{{typed}} is nobody's own: anyone has an address there",
    "there are no letters in '{{typed}}'; there are in {{names}}",
    "--needs has '{{typed}}'; it is a list of ACTION=none, ACTION=confirmed or ACTION=app",
    "--trust is domain or registered, not '{{typed}}'",
    "an account needs a name",
    "the name of an account is one line of at most 200 characters",
    /* gateway/commands/command_contact.c, contact_fields.c */
    "found {{field}} {{found}}, expected {{why}}",
    "found --{{field}} {{found}}, expected {{why}}",
    "one line of at most 200 characters",
    "one mail address (name@domain, nothing around it)",
    "no address that mails are fetched from",
    "a language that there are letters in: {{names}}",
    "somebody else",
    "the address of a known contact",
    "other addresses than its own",
    "addresses that are no other contact's",
    "own or organisation",
    "all, none, or names of catalog items",
    "addresses of known contacts, or names of accounts",
    "write it as 'casegate contact export ADDRESS FILE'",
    /* gateway/desk/factor_change.c, gateway/commands/command_mfa.c */
    "{{address}} is unverified: add it first, 'casegate contact add'",
    "{{address}} has an app already: 'casegate mfa reset' takes it away",
    "{{address}} has no app: 'casegate mfa enroll' begins",
    "the app of {{address}} is {{state}}",
    ("that is not what the app of {{address}} shows now: look at the clock of the "
     "telephone and of this machine, or enroll it again"),
    "{{address}} has no app",
    "JSON holds no QR code: say where it goes, --png FILE",
    "the desk's name and the address are too long for a QR code",
    "a code is {{count}} digits without anything between them",
    /* gateway/commands/command_case.c, ticket_command.c, ticket_attachment.c, ticket_listing.c, ticket_new.c */
    "'{{typed}}' is not of the form FIELD=VALUE",
    "{{number}} is a case: use 'casegate case'",
    "{{number}} is a request: use 'casegate request'",
    "{{number}}: something came meanwhile, and nothing was done",
    "an attachment is not shown: send it into a file, > OUT",
    "{{number}} has no attachment {{typed}}; it has {{count}}",
    "--{{option}} needs a number and one of m, h, d, w (as in 3d), not '{{typed}}'",
    "--before goes with no list that is sorted by changed",
    "the search index is being made: {{percent}} % is done; try again in {{seconds}} s",
    "--text '{{typed}}' has no word to look for",
    "--text '{{typed}}' begins very many words: give more of it",
    "its text cannot be read",
    "the attachments are too large",
    "it needs --for: the address of whose it is, or the name of a contact",
    "{{item}} is not complete:{{mistakes}}",
    /* gateway/commands/command_explain.c */
    "there is no mailbox '{{typed}}'",
    ("there is no folder 'rules.trial' beside the configuration: rules in it are tried in the "
     "place of those in rules.d"),
    "the rules on trial are wrong:{{mistakes}}",
    /* gateway/commands/contact_erase.c */
    ("{{who}} is being erased, and a mail or letter is on its way that goes first: the gateway "
     "ends it when it runs"),
    /* gateway/commands/command_status.c */
    "--prometheus is no JSON",
    "no gateway runs",
    /* gateway/desk/key_rotation.c, gateway/desk/ticket_change_remote.c */
    ("the key before this one still checks letters that may be answered until {{date}}: "
     "try again after that, or where the key may have been read by others end all tokens, "
     "--leaked"),
    ("{{count}} operations from before the last rotation wait for the desk elsewhere, "
     "which knows them by the key of then: see 'casegate status', and try again when they "
     "are over"),
    "this is a dry run: nothing is kept of it",
    ("{{number}} cannot be merged into {{other}} here: tickets are merged at the desk "
     "where they live"),
    NULL,
};
G_STATIC_ASSERT(G_N_ELEMENTS(REFUSALS) <= REFUSALS_MOST);

bool
refusals_read(const YamlNode *node, const void *extra, void *target)
{
	g_autoptr(GArray) section = g_array_new(TRUE, FALSE, sizeof(YamlField));

	(void)extra;
	for (size_t i = 0; REFUSALS[i] != NULL; i++) {
		const YamlField field = {
		    .key = REFUSALS[i],
		    .read = yaml_read_string,
		    .offset = i * sizeof(char *),
		    .help = "why something cannot be done",
		};

		g_array_append_val(section, field);
	}
	return yaml_read_section(node, section->data, target);
}

const char *
refusals_find(char *const *words, const char *sentence)
{
	for (size_t i = 0; REFUSALS[i] != NULL; i++)
		if (strcmp(REFUSALS[i], sentence) == 0)
			return words[i] == NULL ? sentence : words[i];
	return sentence;
}

static const char *
translate(const Templates *templates, const char *language, const char *sentence)
{
	return templates == NULL || language == NULL
		   ? sentence
		   : templates_refusal(templates, language, sentence);
}

char *
refusal_text(const Templates *templates, const char *language, const char *sentence, ...)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new();
	va_list arguments;

	va_start(arguments, sentence);
	for (char *part = NULL; (part = va_arg(arguments, char *)) != NULL;)
		g_ptr_array_add(parts, part);
	va_end(arguments);
	g_ptr_array_add(parts, NULL);
	return error_sentence_text(
	    translate(templates, language, sentence), (const char *const *)parts->pdata);
}

/* The parts of a message that reads like the sentence, as error_sentence() has them; NULL: it does not. Caller owns. */
static char **
match(const char *sentence, const char *message)
{
	g_auto(GStrv) pieces = g_strsplit(sentence, "{{", -1);
	g_autoptr(GStrvBuilder) parts = g_strv_builder_new();

	if (!g_str_has_prefix(message, pieces[0]))
		return NULL;
	message += strlen(pieces[0]);
	for (size_t i = 1; pieces[i] != NULL; i++) {
		g_auto(GStrv) name = g_strsplit(pieces[i], "}}", 2);
		const char *end =
		    name[1][0] == '\0' ? message + strlen(message) : strstr(message, name[1]);
		g_autofree char *value = NULL;

		if (end == NULL)
			return NULL;
		value = g_strndup(message, (gsize)(end - message));
		g_strv_builder_add_many(parts, name[0], value, NULL);
		message = end + strlen(name[1]);
	}
	return *message == '\0' ? g_strv_builder_end(parts) : NULL;
}

/* Of what carries no sentence with it: it is known by how it reads. Caller owns. */
static char *
read_text(const Templates *templates, const char *language, const char *message)
{
	for (size_t i = 0; REFUSALS[i] != NULL; i++) {
		g_auto(GStrv) parts = match(REFUSALS[i], message);

		if (parts != NULL)
			return error_sentence_text(translate(templates, language, REFUSALS[i]),
			    (const char *const *)parts);
	}
	return g_strdup(message);
}

/* The sentence with its parts, of which one that is called "why" is a sentence itself. Caller owns. */
static char *
whole_text(const Templates *templates, const char *language, const char *sentence,
    const char *const *parts)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	g_auto(GStrv) said = NULL;

	for (; parts[0] != NULL; parts += 2) {
		g_autofree char *part = strcmp(parts[0], "why") == 0
					    ? read_text(templates, language, parts[1])
					    : g_strdup(parts[1]);

		g_strv_builder_add_many(builder, parts[0], part, NULL);
	}
	said = g_strv_builder_end(builder);
	return error_sentence_text(
	    translate(templates, language, sentence), (const char *const *)said);
}

char *
refusal_error_text(const Templates *templates, const char *language, const GError *error)
{
	const char *const *parts = NULL;
	const char *sentence = error_sentence(error, &parts);
	g_autofree char *english = NULL;
	g_autofree char *said = NULL;
	GString *text = NULL;

	if (error->domain != GATEWAY_ERROR)
		return read_text(templates, language, error->message);
	text = g_string_new(error->message);
	if (sentence == NULL)
		return g_string_free(text, FALSE);
	english = error_sentence_text(sentence, parts);
	said = whole_text(templates, language, sentence, parts);
	g_string_replace(text, english, said, 1);
	return g_string_free(text, FALSE);
}
