/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Either the text wants a person, or it says that a mail waits and what is to be done about it. Words alone never
 * make a machine of a mail's writer: the caller knows that it was one.
 */
#include "parsers/challenge.h"

#include <string.h>

#include "parsers/text.h"

enum { MAX_TEXT = 4096 /* bytes of a text that are looked at */ };

/* That the sender is to be a person. */
static const char *const persons[] = {"confirm you are a person", "confirm you're a person",
    "that you are a person", "that you're a person", "you are a real person",
    "you're a real person", "that you are human", "that you're human", "that you are a human",
    "that you're a human", "you are not a robot", "you're not a robot", "you are not a spammer",
    "dat u een persoon bent", "dat je een persoon bent", "dat u een mens bent",
    "dat je een mens bent", "echt persoon bent", "geen robot bent", "dass sie ein mensch sind",
    "dass du ein mensch bist", "dass sie eine person sind", "dass sie eine echte person",
    "dass sie kein roboter", "que vous êtes une personne", "que vous êtes humain",
    "que vous êtes un humain", "que vous êtes bien une personne",
    "que vous n'êtes pas un robot", "que es una persona", "que usted es una persona",
    "que eres una persona", "que es humano", "que no es un robot", "di essere una persona",
    "di essere umano", "di non essere un robot", "che sei una persona", "que é uma pessoa",
    "que você é uma pessoa", "que é humano", "que não é um robô", "że jesteś człowiekiem",
    "że nie jesteś robotem", "att du är en person", "att du är en människa",
    "att du inte är en robot", "at du er en person", "at du er et menneske",
    "at du ikke er en robot", NULL};

/* That the mail waits. */
static const char *const waits[] = {"message is waiting", "email is waiting", "mail is waiting",
    "waiting for approval", "waiting for my approval", "waits for approval",
    "waits for my approval", "awaiting approval", "awaiting my approval",
    "awaiting your confirmation", "awaiting confirmation", "message is being held until you",
    "email is being held until you", "message is held until you", "was waitlisted",
    "be delivered once you", "be delivered as soon as you", "not be delivered until you",
    "before your message can be delivered", "before your email can be delivered",
    "to have your message delivered", "to have your email delivered", "requires confirmation",
    "one-time automat", "bericht wacht op", "e-mail wacht op", "mail wacht op",
    "wacht op goedkeuring", "wacht op uw bevestiging", "vastgehouden tot u",
    "vastgehouden totdat u", "vastgehouden tot je", "afgeleverd zodra u", "bezorgd zodra u",
    "bezorgd zodra je", "nachricht wartet", "e-mail wartet", "wartet auf freigabe",
    "wartet auf ihre bestätigung", "zurückgehalten, bis sie", "zugestellt, sobald sie",
    "erst zugestellt, wenn sie", "message est en attente", "en attente de validation",
    "en attente d'approbation", "en attente de votre confirmation", "remis dès que vous",
    "délivré dès que vous", "mensaje está en espera", "mensaje está pendiente",
    "pendiente de aprobación", "a la espera de su confirmación", "entregado cuando usted",
    "messaggio è in attesa", "in attesa di approvazione", "in attesa di conferma",
    "mensagem está à espera", "mensagem está em espera", "aguarda aprovação",
    "aguardando aprovação", "aguarda a sua confirmação", "wiadomość oczekuje",
    "wiadomość czeka", "meddelande väntar", "väntar på godkännande", "meddelelse venter",
    "afventer godkendelse", "melding venter", "venter på godkjenning", NULL};

/* What is to be done, or by whom: a part of a word in eleven languages. */
static const char *const deeds[] = {"confirm", "approv", "verif", "whitelist", "bevestig",
    "goedkeur", "bestätig", "freigabe", "freigeben", "freizugeben", "valider", "validation",
    "approb", "aprob", "conferm", "aprov", "potwierd", "zatwierdz", "bekräft", "godkänn",
    "bekræft", "godkend", "bekreft", "godkjenn", NULL};

/* So servers speak of an address that is of no use, whatever else they say. */
static const char *const dead[] = {"user unknown", "unknown user", "no such user",
    "address rejected", "recipient rejected", "does not exist", "doesn't exist",
    "mailbox unavailable", "mailbox full", "mailbox is full", "over quota", "invalid recipient",
    "account is disabled", "bestaat niet", "existiert nicht", "n'existe pas", "no existe",
    "non esiste", "não existe", "nie istnieje", "finns inte", "findes ikke", "finnes ikke",
    NULL};

/* From here on the mail that came back is shown. */
static const char *const copies[] = {"copy of the message", "copy of your message",
    "original message", "original mail", "below this line", "return-path:"};

static bool
has_any(const char *text, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strstr(text, *words) != NULL)
			return true;
	}
	return false;
}

/* Lower case, each run of blanks and line ends one blank. */
static char *
trace(const Message *message)
{
	size_t size = strlen(message->text);
	g_autofree char *head = g_strndup(message->text, MIN(size, (size_t)MAX_TEXT));
	g_autofree char *valid = g_utf8_make_valid(head, -1);
	char *text = text_squeeze(g_utf8_strdown(valid, -1));

	for (size_t i = 0; i < G_N_ELEMENTS(copies); i++) {
		char *copy = strstr(text, copies[i]);

		if (copy != NULL)
			*copy = '\0';
	}
	return text;
}

/* What a server says of an address; of "5.7" and the like it says nothing. */
static bool
has_dead_address(const Message *message)
{
	for (unsigned i = 0; i < message->bounce->len; i++) {
		const MessageBounce *one = message->bounce->pdata[i];

		if (g_str_has_prefix(one->status, "5.1.") ||
		    g_str_has_prefix(one->status, "5.2."))
			return true;
	}
	return false;
}

bool
challenge_is(const Message *message)
{
	g_autofree char *text = NULL;

	if (has_dead_address(message))
		return false;
	text = trace(message);
	if (has_any(text, dead))
		return false;
	return has_any(text, persons) || (has_any(text, waits) && has_any(text, deeds));
}
