/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/templates/refusals.h"

#include <string.h>

#include "gateway/templates/templates.h"

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
    "only #release answers a held mail",
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

char *
refusal_text(const Templates *templates, const char *language, const char *sentence, ...)
{
	bool translates = templates != NULL && language != NULL;
	GString *text = g_string_new(
	    translates ? templates_refusal(templates, language, sentence) : sentence);
	va_list parts;

	va_start(parts, sentence);
	for (const char *name = NULL; (name = va_arg(parts, const char *)) != NULL;) {
		g_autofree char *place = g_strdup_printf("{{%s}}", name);

		g_string_replace(text, place, va_arg(parts, const char *), 0);
	}
	va_end(parts);
	return g_string_free(text, FALSE);
}
