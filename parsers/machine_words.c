/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row is all phrases that tell the same, in lower case; a phrase stands in one row only, and none that a shorter
 * one of its kind finds anyway. A language is added here and nowhere else.
 */
#include "parsers/machine_words.h"

#include <glib.h>
#include <string.h>

static const struct {
	unsigned tells;
	const char *const *phrases;
} rows[] = {
    {TELLS_REPORT_SUBJECT,
	(const char *const[]){"undeliver", "delivery status", "delivery fail",
	    "delivery problem", "delivery error", "delivery report", "delivery notification",
	    "failure notice", "failure delivery", "failed mail", "returning message",
	    "mail failure", "mail system error", "mail delivery", "message delivery",
	    "not delivered", "non remis", "non délivr", "unzustellbar", "nicht zugestellt",
	    "zustellung", "onbestelbaar", "niet bezorgd", "niet afgeleverd",
	    "bezorging mislukt", "no se puede entregar", "no se ha podido entregar",
	    "mancato recapito", "non recapitabil", "non-delivery", "are not member",
	    "loop alert", "não foi possível entregar", "não entregue", "niedostarczon",
	    "nie dostarczono", "kan inte levereras", "kunne ikke leveres", "kan ikke leveres",
	    "не доставлен", "warning: could not send", "processing error",
	    "error sending your mail", "mail error", "niet te bezorgen",
	    "não é possível entregar", "niedostarczaln", "kunde inte levereras", "メールエラー",
	    "could not deliver", "nondeliverable", "mail status report", "message status",
	    NULL}},
    {TELLS_REPORT_SUBJECT | TELLS_REPORT,
	(const char *const[]){"delivery has failed", "could not be delivered",
	    "unable to deliver", "échec de la remise", "kan niet worden bezorgd",
	    "recapito non riuscito", NULL}},
    {TELLS_REPORT_SUBJECT | TELLS_DELAYED,
	(const char *const[]){"delivery delayed", "delayed mail", "warning: message", NULL}},
    {TELLS_REPORT_SUBJECT | TELLS_GIVEN_UP, (const char *const[]){"returned to sender", NULL}},
    {TELLS_REPORT_SUBJECT | TELLS_COPY, (const char *const[]){"returned mail", NULL}},
    {TELLS_REPORT,
	(const char *const[]){"not be delivered to", "was not delivered",
	    "not delivered to the following", "wasn't able to deliver", "not able to deliver",
	    "did not reach the following", "delivery to the following", "delivery failed",
	    "delevery to the following", "following address(es) failed",
	    "following address failed", "following addresses failed", "permanent fatal error",
	    "addresses had permanent", "had delivery problems", "had delivery errors",
	    "undeliverable to", "undeliverable message",
	    "error occurred while trying to deliver", "error was encountered",
	    "error delivering your mail", "has been returned", "returned to you",
	    "recipients was rejected", "message not delivered",
	    "this message was created automatically by mail", "failed permanently",
	    "delivery status notification", "rejected recipient", "trouble delivering",
	    "transcript of session follows", "original message follows", "intended recipient",
	    "konnte nicht zugestellt", "nicht zugestellt werden", "kon niet worden bezorgd",
	    "niet worden afgeleverd", "n'a pas pu être", "no se pudo entregar",
	    "no pudo ser entregad", "impossibile recapitare", "não pôde ser entregue",
	    "送信できませんでした", "не может быть доставле", "final-recipient:",
	    "no message collected", "address you sent", "not a member of this mailing list",
	    "duplicated message-id", "did not exactly match", "could not be reached",
	    "fehler bei der nachrichtenzustellung", "error de entrega", "falha na entrega",
	    "det gick inte att leverera", "levering mislykkedes",
	    "bezorgen bij deze geadresseerden", "het bezorgen van uw bericht",
	    "mottakerne eller gruppene mislyktes", "adresatów lub grup nie powiodło",
	    "could not be sent", "unable to send", "cannot be delivered", NULL}},
    {TELLS_REPORT | TELLS_DELAYED, (const char *const[]){"has been delayed",
				       "still undelivered", "not yet been delivered", NULL}},
    {TELLS_REPORT | TELLS_DEAD,
	(const char *const[]){"address rejected", "user unknown", "no such user",
	    "unknown user", "mailbox unavailable", "mailbox full", "mailbox is full",
	    "over quota", "invalid recipient", "account is disabled", NULL}},
    {TELLS_DELAYED,
	(const char *const[]){"yet to be delivered", "warning message only",
	    "do not need to resend", "will be retried", "will keep trying",
	    "will continue to try", "could not send message for past", "still trying",
	    "action: delayed", "(delay)", "delivery attempts will continue",
	    "delivery will continue", "delivery incomplete", "gmail will retry",
	    "has not been collected yet", "vertraagd", "nog niet bezorgd",
	    "nog niet afgeleverd", "opnieuw geprobeerd", "nogmaals geprobeerd", "verzögert",
	    "noch nicht zugestellt", "zustellversuche", "erneut versuch", "retardé",
	    "pas encore", "réessay", "nouvelle tentative", "retrasad", "aún no se ha",
	    "volverá a intentar", "in ritardo", "non è ancora", "nuovo tentativo", "atrasad",
	    "ainda não", "opóźnion", "ponowi", "fördröj", "försenad", "forsinket", "zpožděn",
	    "задерж", NULL}},
    {TELLS_GIVEN_UP, (const char *const[]){"permanent", "giving up", "given up",
			 "not going to try again", "undeliverable", "failed", NULL}},
    {TELLS_DELIVERED, (const char *const[]){"successfully delivered", "action: delivered",
			  "action: relayed", "successful mail delivery", NULL}},
    {TELLS_COPY_ALWAYS | TELLS_COPY,
	(const char *const[]){"copy of the message", "copy of your message", "original message",
	    "original mail", "below this line", "return-path:", NULL}},
    {TELLS_COPY, (const char *const[]){"message header", "message text follows",
		     "below the next line", "returned message", "unsent message below",
		     "header of the original", "message details", "included is a copy",
		     "here is a copy", "mail follows", "headers follow", "attached headers",
		     "message follows", "mts-id of", "received: from", "received:from", NULL}},
    {TELLS_NO_RECIPIENT,
	(const char *const[]){"from:", "sender:", "mail from", "reply-to", "contact", "sent by",
	    "message-id", "reporting", "postmaster@", "received", "x-", "original-envelope",
	    "administrator", "abuse@", "reported to", NULL}},
    {TELLS_DEAD,
	(const char *const[]){"recipient rejected", "does not exist", "doesn't exist",
	    "bestaat niet", "existiert nicht", "n'existe pas", "no existe", "non esiste",
	    "não existe", "nie istnieje", "finns inte", "findes ikke", "finnes ikke", NULL}},
    {TELLS_PERSON,
	(const char *const[]){"confirm you are a person", "confirm you're a person",
	    "that you are a person", "that you're a person", "you are a real person",
	    "you're a real person", "that you are human", "that you're human",
	    "that you are a human", "that you're a human", "you are not a robot",
	    "you're not a robot", "you are not a spammer", "dat u een persoon bent",
	    "dat je een persoon bent", "dat u een mens bent", "dat je een mens bent",
	    "echt persoon bent", "geen robot bent", "dass sie ein mensch sind",
	    "dass du ein mensch bist", "dass sie eine person sind",
	    "dass sie eine echte person", "dass sie kein roboter", "que vous êtes une personne",
	    "que vous êtes humain", "que vous êtes un humain",
	    "que vous êtes bien une personne", "que vous n'êtes pas un robot",
	    "que es una persona", "que usted es una persona", "que eres una persona",
	    "que es humano", "que no es un robot", "di essere una persona", "di essere umano",
	    "di non essere un robot", "che sei una persona", "que é uma pessoa",
	    "que você é uma pessoa", "que é humano", "que não é um robô",
	    "że jesteś człowiekiem", "że nie jesteś robotem", "att du är en person",
	    "att du är en människa", "att du inte är en robot", "at du er en person",
	    "at du er et menneske", "at du ikke er en robot", NULL}},
    {TELLS_WAITS,
	(const char *const[]){"message is waiting", "mail is waiting", "waiting for approval",
	    "waiting for my approval", "waits for approval", "waits for my approval",
	    "awaiting approval", "awaiting my approval", "awaiting your confirmation",
	    "awaiting confirmation", "message is being held until you",
	    "email is being held until you", "message is held until you", "was waitlisted",
	    "be delivered once you", "be delivered as soon as you",
	    "not be delivered until you", "before your message can be delivered",
	    "before your email can be delivered", "to have your message delivered",
	    "to have your email delivered", "requires confirmation", "one-time automat",
	    "bericht wacht op", "mail wacht op", "wacht op goedkeuring",
	    "wacht op uw bevestiging", "vastgehouden tot u", "vastgehouden totdat u",
	    "vastgehouden tot je", "afgeleverd zodra u", "bezorgd zodra u", "bezorgd zodra je",
	    "nachricht wartet", "e-mail wartet", "wartet auf freigabe",
	    "wartet auf ihre bestätigung", "zurückgehalten, bis sie", "zugestellt, sobald sie",
	    "erst zugestellt, wenn sie", "message est en attente", "en attente de validation",
	    "en attente d'approbation", "en attente de votre confirmation",
	    "remis dès que vous", "délivré dès que vous", "mensaje está en espera",
	    "mensaje está pendiente", "pendiente de aprobación",
	    "a la espera de su confirmación", "entregado cuando usted", "messaggio è in attesa",
	    "in attesa di approvazione", "in attesa di conferma", "mensagem está à espera",
	    "mensagem está em espera", "aguarda aprovação", "aguardando aprovação",
	    "aguarda a sua confirmação", "wiadomość oczekuje", "wiadomość czeka",
	    "meddelande väntar", "väntar på godkännande", "meddelelse venter",
	    "afventer godkendelse", "melding venter", "venter på godkjenning", NULL}},
    {TELLS_DEED,
	(const char *const[]){"confirm", "approv", "verif", "whitelist", "bevestig", "goedkeur",
	    "bestätig", "freigabe", "freigeben", "freizugeben", "valider", "validation",
	    "approb", "aprob", "conferm", "aprov", "potwierd", "zatwierdz", "bekräft",
	    "godkänn", "bekræft", "godkend", "bekreft", "godkjenn", NULL}},
    {TELLS_REPLY_SUBJECT,
	(const char *const[]){"automatic reply", "auto reply", "autoreply",
	    "automatic response", "automated reply", "automated response", "auto response",
	    "auto-response", "autoresponse", "autoresponder", "vacation reply",
	    "vacation response", "automatisch antwoord", "automatisch beantwoord",
	    "automatische reactie", "automatisch bericht", "automatische antwort",
	    "abwesenheitsnotiz", "abwesenheitsmeldung", "réponse automatique",
	    "message d'absence", "respuesta automática", "respuesta automatica",
	    "risposta automatica", "resposta automática", "resposta automatica",
	    "automatyczna odpowiedź", "[automatyczna odpowiedź", "odpowiedź automatyczna",
	    "autosvar", "automatiskt svar", "automatisk svar", "fraværsmelding",
	    "automaattinen vastaus", "автоответ", "автоматический ответ", "自动回复",
	    "自動返信", "自動応答", "자동 회신", "automatická odpověď", "automatikus válasz",
	    "otomatik yanıt", "auto-antwort", "autorespuesta", "autoodpowiedź",
	    "message automatique d'absence", "réponse automatique d'absence",
	    "automatische abwesenheitsnotiz", NULL}},
    {TELLS_REPLY_SUBJECT | TELLS_AWAY, (const char *const[]){"auto-reply", NULL}},
    {TELLS_AWAY_SUBJECT,
	(const char *const[]){"auto", "out-of-office", "ooo", "i am out of the office",
	    "away from the office", "afwezigheidsbericht", "afwezigheidsmelding", "abwesenheit",
	    "absence du bureau", "absent du bureau", "ausencia de la oficina",
	    "ausência temporária", "frånvaro", "fravær", "poissa", NULL}},
    {TELLS_AWAY_SUBJECT | TELLS_AWAY,
	(const char *const[]){"out of office", "out of the office", "on vacation", "afwezig",
	    "niet aanwezig", "abwesend", "fuera de la oficina", "fuori sede", "fuori ufficio",
	    "fora do escritório", NULL}},
    {TELLS_HOLIDAY_SUBJECT, (const char *const[]){"on annual leave", "vacation", "absence",
				"vakantie", "urlaub", "congés", "assenza", "ausência", "férias",
				"urlop", "jestem na urlopie", "frånvarande", "ej på kontoret",
				"ute från kontoret", "ferie", "ikke til stede", NULL}},
    {TELLS_HOLIDAY_SUBJECT | TELLS_AWAY,
	(const char *const[]){"away from", "on leave", "nicht im büro", "ausente", "ausencia",
	    "vacaciones", "assente", "in ferie", "poza biurem", "nieobecn", "semester",
	    "ikke på kontoret", NULL}},
    {TELLS_AWAY, (const char *const[]){"not in the office", "on holiday", "annual leave",
		     "limited access to", "maternity", "will be back", "i am away", "i'm away",
		     "i am out", "i will be out", "i am on ", "i will be on ", "i will return",
		     "automatic", "niet op kantoor", "met vakantie", "op vakantie",
		     "met verlof", "weer bereikbaar", "weer aanwezig", "nicht im hause",
		     "im urlaub", "nicht erreichbar", "absent", "en congé", "de retour",
		     "de férias", "urlopie", "inte på kontoret", "på ferie", "bortrejst",
		     "lomalla", "отсутств", "отпуск", NULL}},
    {TELLS_ANYBODY,
	(const char *const[]){"thank you for your", "thanks for your",
	    "thank you for contacting", "thank you for getting in touch", "urgent",
	    "in my absence", "during my absence", "bedankt voor uw", "bedankt voor je",
	    "dank voor uw", "dank voor je", "dringend", "spoed", "tijdens mijn afwezigheid",
	    "bij afwezigheid", "vielen dank für ihre", "danke für ihre", "vertretung",
	    "merci de votre", "merci pour votre", "en mon absence", "gracias por su",
	    "en mi ausencia", "grazie per", "in mia assenza", "obrigado pel", "obrigada pel",
	    "na minha ausência", "dziękuję za", "pilnych", "tack för", "brådskande",
	    "tak for din", "takk for din", "haster", "wird nicht weitergeleitet", NULL}},
};

const char *
machine_words_find(const char *text, unsigned tells)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		if ((rows[i].tells & tells) == 0)
			continue;
		for (const char *const *phrase = rows[i].phrases; *phrase != NULL; phrase++) {
			const char *found = strstr(text, *phrase);

			if (found != NULL)
				return found;
		}
	}
	return NULL;
}

const char *
machine_words_behind(const char *text, unsigned tells)
{
	size_t longest = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		if ((rows[i].tells & tells) == 0)
			continue;
		for (const char *const *phrase = rows[i].phrases; *phrase != NULL; phrase++) {
			size_t size = strlen(*phrase);

			if (size > longest && strncmp(text, *phrase, size) == 0)
				longest = size;
		}
	}
	return longest == 0 ? NULL : text + longest;
}
