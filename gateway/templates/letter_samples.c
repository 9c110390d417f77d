/* SPDX-License-Identifier: Apache-2.0 */
/* Values as they may be in life. A new value is a line in both languages here. */
#include "gateway/templates/letter_samples.h"

#include <string.h>

/* What every letter gets. */
static const char COMMON[] =
    "number title kind state known desk contact signature greeting closing preheader";

/* JSON, with ' for ". Values are as long as they get in life: what fits here fits there. */
static const char DUTCH[] =
    "{'fails': true, 'stands_still': false, 'events': [{'mailbox': 'support', 'failed': true,"
    " 'since': '2026-11-23 10:02', 'until': '', 'unfetched': '', 'unfiled': '', 'sending': '', "
    "'disk': '', 'ceiling': '', 'standstill': '', 'worker': '', 'desk_elsewhere': '', 'web': "
    "'', 'clamd': "
    "'',"
    " 'words': 'imap.desk.example:993: connection refused'}],"
    " 'number': 'CS0001234', 'title': 'Scherm is zwart na het opstarten', 'kind': 'case',"
    " 'state': 'opgelost, wacht op jouw akkoord', 'known': true, 'signature': '', 'greeting': "
    "'',"
    " 'closing': '', 'preheader': '', 'unsent': 'opname.mp4 (64 MB)',"
    " 'desk': {'name': 'Servicedesk Voorbeeld',"
    " 'logo': {'source': 'cid:logo@desk.example', 'width': 160, 'height': 40}},"
    " 'contact': {'name': 'Els Bos', 'address': 'els@klant.example'},"
    " 'text': 'We hebben de kabel van je scherm vervangen en het beeld getest.\\n\\n"
    "Wordt het toch weer zwart? Volg dan eerst deze stappen:\\n"
    "https://kennisbank.desk.example/werkplek/beeldschermen/zwart-na-opstarten?taal=nl\\n\\n"
    "Groet, Sanne',"
    " 'next': {'date': 'dinsdag 24 november'}, 'close': {'date': 'vrijdag 4 december'},"
    " 'accept': {'mailto': 'mailto:servicedesk%2Bc1aaaaaaaaaaaaaaaaaaaaaaaa@desk.example"
    "?subject=Akkoord%20%5BCS0001234%5D&body=%0D%0A%0D%0ARef%3A%20c1aaaaaaaaaaaaaaaaaaaaaaaa'},"
    " 'reject': {'mailto': 'mailto:servicedesk%2Bc1aaaaaaaaaaaaaaaaaaaaaaaa@desk.example"
    "?subject=Afwijzen%20%5BCS0001234%5D&body=%0D%0A%0D%0ARef%3A%20c1aaaaaaaaaaaaaaaaaaaaaaaa'}"
    ","
    " 'overview': {'one': '', 'mine': true, 'organisation': '', 'none': false, 'more': 3, "
    "'as_of': 'maandag 23 november 10:02', 'tickets': ["
    "  {'number': 'CS0001234', 'title': 'Scherm is zwart na het opstarten',"
    "   'state': 'opgelost, wacht op jouw akkoord', 'changed': 'maandag 23 november',"
    "   'accept': {'mailto': "
    "'mailto:servicedesk%2Bc1aaaaaaaaaaaaaaaaaaaaaaaa@desk.example?subject=Akkoord%20%"
    "5BCS0001234%5D'},"
    "   'reject': {'mailto': "
    "'mailto:servicedesk%2Bc1aaaaaaaaaaaaaaaaaaaaaaaa@desk.example?subject=Afwijzen%20%"
    "5BCS0001234%5D'}},"
    "  {'number': 'REQ0000087', 'title': 'Teams of Teamskanaal aanmaken',"
    "   'state': 'wacht op goedkeuring', 'changed': 'vrijdag 20 november', 'accept': null, "
    "'reject': null},"
    "  {'number': 'CS0001198', 'title': 'Kan niet inloggen op het roosterprogramma',"
    "   'state': 'in behandeling', 'changed': 'dinsdag 30 december 2025', 'accept': null, "
    "'reject': null}],"
    " 'asks': true},"
    " 'wish': 'een aanvraag doen die geld kost of toegang geeft', 'code': '482913',"
    " 'again': false, 'used': false, 'tries': '3', 'app': false, 'foreign': false,"
    " 'quoted': {'date': 'maandag 23 november', 'text': 'Goedemorgen,\\n\\nSinds vanochtend "
    "blijft"
    " mijn scherm zwart.', 'lines': ['Goedemorgen,', '',"
    " 'Sinds vanochtend blijft mijn scherm zwart.']},"
    " 'stopped': true, 'reopens': true,"
    " 'predecessor': {'number': 'CS0001200'},"
    " 'item': {'title': 'Teams of Teamskanaal aanmaken'},"
    " 'fields': [{'label': 'Type verzoek', 'value': 'Nieuw team'},"
    "  {'label': 'Gewenste naam van Team/Kanaal', 'value': 'Verkoop binnendienst'},"
    "  {'label': 'Waarvoor is het?', 'value': 'Offertes en planning.\\nAlleen intern.'}],"
    " 'faq': {'questions': [{'title': 'Beeldscherm blijft zwart', 'text': '',"
    "   'link': 'https://kennisbank.desk.example/werkplek/beeldschermen/zwart-na-opstarten'},"
    "  {'title': 'Geen beeld na een update', 'link': '',"
    "   'text': 'Start de laptop twee keer opnieuw op; de update wordt dan afgemaakt.'}]},"
    " 'problems': [{'label': 'Eigenaar/Eigenaren', 'problem': 'is verplicht'},"
    "  {'label': 'Publiek of Privé',"
    "   'problem': 'moet een van deze zijn: Privé, Publiek'}],"
    " 'form': [{'label': 'Type verzoek', 'value': 'Nieuw team'},"
    "  {'label': 'Eigenaar/Eigenaren', 'value': ''}],"
    " 'hints': [{'label': 'Type verzoek', 'required': true, 'hint': 'Nieuw team, Extra "
    "kanaal'},"
    "  {'label': 'Leden', 'required': true, 'hint': ''}],"
    " 'items': [{'title': 'Teams of Teamskanaal aanmaken',"
    "   'mailto': "
    "'mailto:servicedesk@desk.example?subject=Teams%20of%20Teamskanaal%20aanmaken'}],"
    " 'author': {'name': 'Piet Jansen', 'address': 'piet@klant.example'},"
    " 'changed': true, 'changes': [{'name': true, 'address': false, 'language': false, 'old': "
    "'Els Bos',"
    "   'new': 'Els Jansen'}, {'name': false, 'address': false, 'language': true,"
    "   'old': 'Nederlands', 'new': 'English'}], 'waits': {'address': 'els@jansen.example'},"
    " 'lacks_token': true, 'lacks_pass': true, 'unheard': false,"
    " 'reporter': {'name': 'Els Bos', 'address': 'els@klant.example', 'account': 'Klant BV'},"
    " 'owner': {'name': 'Els Bos', 'address': 'els@klant.example', 'account': 'Klant BV'},"
    " 'manager': {'name': 'Piet Jansen'}, 'sensitive': true,"
    " 'until': {'date': 'maandag 7 december'},"
    " 'notice': 'Nieuwe melding', 'category': 'Werkplek', 'priority': 'normaal',"
    " 'group': 'servicedesk', 'agent': 'Sanne de Wit', 'may_answer': true,"
    " 'why': 'er is geen opdracht #repareren', 'more': '12',"
    " 'links': [{'number': 'CS0001200', 'names': true, 'named_by': false, 'thread': false,"
    "   'forwarded': false, 'linked': false}],"
    " 'news': [{'author': 'Els Bos', 'date': '2026-11-21 09:14', 'mark': 'niet bewezen',"
    "   'text': 'Mijn scherm blijft zwart na het opstarten.\\nWat nu?'}],"
    " 'files': [{'name': 'foto.jpg', 'size': '212 KB', 'marks': ''},"
    "  {'name': 'uren.exe', 'size': '48 KB', 'marks': 'programma'}],"
    " 'commands': [{'command': '#oplossen', 'help': 'stelt je tekst als oplossing voor',"
    "   'mailto': 'mailto:servicedesk@desk.example?body=%23resolve'},"
    "  {'command': '#vragen', 'help': 'stelt je tekst als vraag en wacht op antwoord',"
    "   'mailto': 'mailto:servicedesk@desk.example?body=%23ask'}],"
    " 'mail': {'id': '17', 'sender': 'els@klant.example', 'subject': 'Scherm is zwart'},"
    " 'tickets': [{'number': 'CS0001234', 'title': 'Scherm is zwart', 'state': 'nieuw',"
    "   'notice': 'Nieuwe melding'}]}";

static const char ENGLISH[] =
    "{'fails': true, 'stands_still': false, 'events': [{'mailbox': 'support', 'failed': true,"
    " 'since': '2026-11-23 10:02', 'until': '', 'unfetched': '', 'unfiled': '', 'sending': '', "
    "'disk': '', 'ceiling': '', 'standstill': '', 'worker': '', 'desk_elsewhere': '', 'web': "
    "'', 'clamd': "
    "'',"
    " 'words': 'imap.desk.example:993: connection refused'}],"
    " 'number': 'CS0001234', 'title': 'Screen is black after starting up', 'kind': 'case',"
    " 'state': 'solved, waiting for your confirmation', 'known': true, 'signature': '', "
    "'greeting': "
    "'',"
    " 'closing': '', 'preheader': '', 'unsent': 'opname.mp4 (64 MB)',"
    " 'desk': {'name': 'Example Service Desk',"
    " 'logo': {'source': 'cid:logo@desk.example', 'width': 160, 'height': 40}},"
    " 'contact': {'name': 'Els Bos', 'address': 'els@customer.example'},"
    " 'text': 'We replaced the cable of your screen and tested the picture.\\n\\n"
    "Does it go black again? Then please try these steps first:\\n"
    "https://knowledge.desk.example/workplace/screens/black-after-starting-up?language=en\\n\\n"
    "Regards, Sanne',"
    " 'next': {'date': 'Tuesday 24 November'}, 'close': {'date': 'Friday 4 December'},"
    " 'accept': {'mailto': 'mailto:servicedesk%2Bc1aaaaaaaaaaaaaaaaaaaaaaaa@desk.example"
    "?subject=Accept%20%5BCS0001234%5D&body=%0D%0A%0D%0ARef%3A%20c1aaaaaaaaaaaaaaaaaaaaaaaa'},"
    " 'reject': {'mailto': 'mailto:servicedesk%2Bc1aaaaaaaaaaaaaaaaaaaaaaaa@desk.example"
    "?subject=Reject%20%5BCS0001234%5D&body=%0D%0A%0D%0ARef%3A%20c1aaaaaaaaaaaaaaaaaaaaaaaa'},"
    " 'overview': {'one': '', 'mine': true, 'organisation': '', 'none': false, 'more': 3, "
    "'as_of': 'Monday 23 November 10:02', 'tickets': ["
    "  {'number': 'CS0001234', 'title': 'Screen is black after starting up',"
    "   'state': 'solved, waiting for your confirmation', 'changed': 'Monday 23 November',"
    "   'accept': {'mailto': "
    "'mailto:servicedesk%2Bc1aaaaaaaaaaaaaaaaaaaaaaaa@desk.example?subject=Accept%20%"
    "5BCS0001234%5D'},"
    "   'reject': {'mailto': "
    "'mailto:servicedesk%2Bc1aaaaaaaaaaaaaaaaaaaaaaaa@desk.example?subject=Reject%20%"
    "5BCS0001234%5D'}},"
    "  {'number': 'REQ0000087', 'title': 'Create a team or Teams channel',"
    "   'state': 'waiting for approval', 'changed': 'Friday 20 November', 'accept': null, "
    "'reject': null},"
    "  {'number': 'CS0001198', 'title': 'Cannot log in to the duty roster',"
    "   'state': 'being worked on', 'changed': 'Tuesday 30 December 2025', 'accept': null, "
    "'reject': null}],"
    " 'asks': true},"
    " 'wish': 'make a request that costs money or gives access', 'code': '482913',"
    " 'again': false, 'used': false, 'tries': '3', 'app': false, 'foreign': false,"
    " 'quoted': {'date': 'Monday 23 November', 'text': 'Good morning,\\n\\nMy screen has been "
    "black"
    " since this morning.', 'lines': ['Good morning,', '',"
    " 'My screen has been black since this morning.']},"
    " 'stopped': true, 'reopens': true,"
    " 'predecessor': {'number': 'CS0001200'},"
    " 'item': {'title': 'Create a team or Teams channel'},"
    " 'fields': [{'label': 'Type of request', 'value': 'New team'},"
    "  {'label': 'Name of the team or channel', 'value': 'Sales, back office'},"
    "  {'label': 'What is it for?', 'value': 'Offers and planning.\\nInternal only.'}],"
    " 'faq': {'questions': [{'title': 'A screen that stays black', 'text': '',"
    "   'link': 'https://knowledge.desk.example/workplace/screens/black-after-starting-up'},"
    "  {'title': 'No picture after an update', 'link': '',"
    "   'text': 'Restart the laptop twice, so that the update can finish.'}]},"
    " 'problems': [{'label': 'Owners', 'problem': 'is required'},"
    "  {'label': 'Public or private', 'problem': 'must be one of: Public, Private'}],"
    " 'form': [{'label': 'Type of request', 'value': 'New team'},"
    "  {'label': 'Owners', 'value': ''}],"
    " 'hints': [{'label': 'Type of request', 'required': true, 'hint': 'New team, Extra "
    "channel'},"
    "  {'label': 'Members', 'required': true, 'hint': ''}],"
    " 'items': [{'title': 'Create a team or Teams channel',"
    "   'mailto': "
    "'mailto:servicedesk@desk.example?subject=Create%20a%20team%20or%20Teams%20channel'}],"
    " 'author': {'name': 'Piet Jansen', 'address': 'piet@customer.example'},"
    " 'changed': true, 'changes': [{'name': true, 'address': false, 'language': false, 'old': "
    "'Els Bos',"
    "   'new': 'Els Jansen'}, {'name': false, 'address': false, 'language': true,"
    "   'old': 'Nederlands', 'new': 'English'}], 'waits': {'address': 'els@jansen.example'},"
    " 'lacks_token': true, 'lacks_pass': true, 'unheard': false,"
    " 'reporter': {'name': 'Els Bos', 'address': 'els@customer.example',"
    " 'account': 'Customer BV'},"
    " 'owner': {'name': 'Els Bos', 'address': 'els@customer.example',"
    " 'account': 'Customer BV'},"
    " 'manager': {'name': 'Piet Jansen'}, 'sensitive': true,"
    " 'until': {'date': 'Monday 7 December'},"
    " 'notice': 'New case', 'category': 'Workplace', 'priority': 'normal',"
    " 'group': 'servicedesk', 'agent': 'Sanne de Wit', 'may_answer': true,"
    " 'why': 'there is no command #solve', 'more': '12',"
    " 'links': [{'number': 'CS0001200', 'names': true, 'named_by': false, 'thread': false,"
    "   'forwarded': false, 'linked': false}],"
    " 'news': [{'author': 'Els Bos', 'date': '2026-11-21 09:14', 'mark': 'unproven',"
    "   'text': 'My screen stays black after starting up.\\nWhat now?'}],"
    " 'files': [{'name': 'photo.jpg', 'size': '212 KB', 'marks': ''},"
    "  {'name': 'hours.exe', 'size': '48 KB', 'marks': 'program'}],"
    " 'commands': [{'command': '#resolve', 'help': 'proposes your text as the solution',"
    "   'mailto': 'mailto:servicedesk@desk.example?body=%23resolve'},"
    "  {'command': '#ask', 'help': 'sends your text as a question and waits for the answer',"
    "   'mailto': 'mailto:servicedesk@desk.example?body=%23ask'}],"
    " 'mail': {'id': '17', 'sender': 'els@customer.example', 'subject': 'Black screen'},"
    " 'tickets': [{'number': 'CS0001234', 'title': 'Black screen', 'state': 'new',"
    "   'notice': 'New case'}]}";

/* What is otherwise in other samples than those of a case: Dutch, English. */
static const char *const OTHERWISE[][2] = {
    [SAMPLE_CASE] = {"{}", "{}"},
    [SAMPLE_REQUEST] =
	{"{'number': 'REQ0000087', 'title': 'Teams of Teamskanaal aanmaken', 'kind': 'request',"
	 " 'state': 'in behandeling', 'text': 'Het team staat klaar; je bent eigenaar.'}",
	    "{'number': 'REQ0000087', 'title': 'Create a team or Teams channel', 'kind': "
	    "'request',"
	    " 'state': 'being worked on', 'text': 'The team is ready; you are its owner.'}"},
    [SAMPLE_DECLINED] = {"{'text': 'Er is al een team met deze naam.'}",
	"{'text': 'There is a team of this name already.'}"},
    [SAMPLE_QUESTION] = {"{'text': 'Welk nummer staat er op de sticker onder op je scherm?'}",
	"{'text': 'What is the number on the label below your screen?'}"},
    [SAMPLE_NOTIFICATION] =
	{"{'state': 'nieuw', 'text': '#repareren\\nDe kabel is vervangen.'}",
	    "{'state': 'new', 'text': '#solve\\nThe cable was replaced.'}"},
};

static json_t *
read_json(const char *source)
{
	g_autofree char *text = g_strdelimit(g_strdup(source), "'", '"');
	json_t *values = json_loads(text, 0, NULL);

	g_assert(values != NULL);
	return values;
}

static bool
is_dutch(const char *language)
{
	return strcmp(language, "nl") == 0;
}

/* url: of the pages, or NULL: there are none. */
static void
set_link(json_t *choice, const char *url, const char *deed)
{
	g_autofree char *page = url == NULL
				    ? g_strdup("")
				    : g_strconcat(url, "/p/" SAMPLE_PAGE_TOKEN "/", deed, NULL);
	json_t *mailto = json_object_get(choice, "mailto");

	if (mailto == NULL)
		return;
	json_object_set_new(choice, "page", json_string(page));
	json_object_set(choice, "link", url == NULL ? mailto : json_object_get(choice, "page"));
}

void
letter_samples_set_links(json_t *values, const char *url)
{
	json_t *tickets = json_object_get(json_object_get(values, "overview"), "tickets");
	json_t *ticket = NULL;
	size_t i = 0;

	set_link(json_object_get(values, "accept"), url, "accept");
	set_link(json_object_get(values, "reject"), url, "reject");
	json_array_foreach (tickets, i, ticket) {
		set_link(json_object_get(ticket, "accept"), url, "accept");
		set_link(json_object_get(ticket, "reject"), url, "reject");
	}
}

json_t *
letter_samples_all(const char *language)
{
	json_t *all = read_json(is_dutch(language) ? DUTCH : ENGLISH);

	letter_samples_set_links(all, NULL);
	return all;
}

static void
adapt(json_t *all, LetterSample sample, const char *language)
{
	json_t *other = read_json(OTHERWISE[sample][is_dutch(language) ? 0 : 1]);

	json_object_update(all, other);
	json_decref(other);
}

static void
take(json_t *all, const char *names, json_t *values)
{
	g_auto(GStrv) list = g_strsplit(names, " ", -1);

	for (char **name = list; *name != NULL; name++)
		if (**name != '\0')
			json_object_set(values, *name, json_object_get(all, *name));
}

json_t *
letter_samples_pick(const json_t *every, const char *letter, const char *language)
{
	const LetterType *type = letter_types_of(letter);
	json_t *all = json_copy((json_t *)every);
	json_t *values = json_object();

	if (type->sample == SAMPLE_DECLINED)
		adapt(all, SAMPLE_REQUEST, language);
	adapt(all, type->sample, language);
	take(all, COMMON, values);
	take(all, type->values, values);
	json_decref(all);
	return values;
}

json_t *
letter_samples_of(const char *letter, const char *language)
{
	json_t *all = letter_samples_all(language);
	json_t *values = letter_samples_pick(all, letter, language);

	json_decref(all);
	return values;
}

#define LONG "Hottentottententententoonstellingsterreinbeheerdersverenigingsvoorzitter"

/* The least of what letters get in life, in any language: nothing that may be missing, and one word that is long. */
static const char BARE[] =
    "{'title': '" LONG "', 'contact': {'name': '', 'address': 'els@klant.example'},"
    " 'text': '', 'unsent': '', 'quoted': null, 'faq': null, 'predecessor': null,"
    " 'overview': {'one': '', 'mine': true, 'organisation': '', 'none': true, 'more': false,"
    "   'as_of': '', 'tickets': [], 'asks': false},"
    " 'fields': [], 'stopped': false, 'reopens': false, 'changed': false, 'changes': [],"
    " 'hints': [{'label': '" LONG "', 'required': false, 'hint': ''}],"
    " 'author': {'name': '', 'address': 'piet@klant.example'},"
    " 'reporter': {'name': '', 'address': 'els@klant.example', 'account': ''},"
    " 'owner': {'name': '', 'address': 'els@klant.example', 'account': ''},"
    " 'manager': null, 'sensitive': false, 'lacks_pass': false, 'category': '', 'group': '',"
    " 'agent': '', 'may_answer': false, 'links': [], 'news': [], 'files': [], 'commands': [],"
    " 'more': '', 'mail': {'id': '17', 'sender': '', 'subject': ''},"
    " 'tickets': [{'number': 'CS0001234', 'title': '', 'state': '', 'notice': '" LONG "'}]}";

/* And of these letters: what others must have, or they. */
static const struct {
	const char *letter;
	const char *values;
} BARER[] = {
    {LETTER_ANSWER, "{'text': '" LONG "'}"},
    {LETTER_QUESTION, "{'text': '" LONG "'}"},
    {LETTER_STATE, "{'accept': null, 'reject': null}"},
    {LETTER_ON_YOUR_BEHALF, "{'item': null}"},
    {LETTER_STEP_UP, "{'item': null, 'number': ''}"},
    {LETTER_STEP_UP_APP, "{'item': null, 'number': ''}"},
    {LETTER_NOTIFICATION_HELD, "{'number': ''}"},
    {LETTER_CONFIRM, "{'form': []}"},
    {LETTER_NOTIFICATION_REFUSED,
	"{'number': '', 'may_answer': true, 'commands': [{'command': '#help', 'help': 'help',"
	" 'mailto': 'mailto:servicedesk@desk.example'}]}"},
};

static void
reduce(json_t *values, const char *source)
{
	json_t *less = read_json(source);

	json_object_update_existing(values, less);
	json_decref(less);
}

json_t *
letter_samples_bare_of(const char *letter, const char *language)
{
	json_t *values = letter_samples_of(letter, language);

	reduce(values, BARE);
	for (size_t i = 0; i < G_N_ELEMENTS(BARER); i++)
		if (strcmp(BARER[i].letter, letter) == 0)
			reduce(values, BARER[i].values);
	return values;
}
