/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/bounce_text.h"

/* What mail systems of many kinds and languages write about one failed recipient, piet@klant.example. */
static const struct {
	const char *name;
	const char *from;
	const char *subject;
	const char *text;
	MessageKind kind;
	const char *status; /* how it begins */
} systems[] = {
    {"exim", "Mail Delivery System <Mailer-Daemon@mx.klant.example>",
	"Mail delivery failed: returning message to sender",
	"This message was created automatically by mail delivery software.\n\nA message that "
	"you sent could not be delivered to one or more of its\nrecipients. This is a "
	"permanent error. The following address(es) failed:\n\n  piet@klant.example\n    host "
	"mx.klant.example [192.0.2.1]\n    SMTP error from remote mail server after RCPT "
	"TO:<piet@klant.example>:\n    550 5.1.1 No such user\n\n------ This is a copy of the "
	"message, including all the headers. ------\n\nFrom: Desk <desk@desk.example>\nTo: "
	"piet@klant.example\n\nSchrijf info@desk.example",
	MESSAGE_BOUNCE, "5.1.1"},
    {"exim delay", "Mail Delivery System <Mailer-Daemon@mx.klant.example>",
	"Warning: message 1abc-def delayed 24 hours",
	"This message was created automatically by mail delivery software.\nA message that you "
	"sent has not yet been delivered to one or more of its\nrecipients after more than 24 "
	"hours on the queue on mx.klant.example.\n\nThe message identifier is:     "
	"1abc-def\nThe subject of the message is: x\n\nThe address to which the message has "
	"not yet been delivered is:\n\n  piet@klant.example\n    Delay reason: connection "
	"timed out\n\nNo action is required on your part. Delivery attempts will continue "
	"for\nsome time, and this warning may be repeated at intervals if the message\nremains "
	"undelivered. Eventually the mail delivery software will give up,\nand when that "
	"happens, the message will be returned to you.",
	MESSAGE_DELAYED, "4"},
    {"qmail", "MAILER-DAEMON@mx.klant.example", "failure notice",
	"Hi. This is the qmail-send program at mx.klant.example.\nI'm afraid I wasn't able to "
	"deliver your message to the following addresses.\nThis is a permanent error; I've "
	"given up. Sorry it didn't work out.\n\n<piet@klant.example>:\nSorry, no mailbox here "
	"by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nFrom: Desk "
	"<desk@desk.example>\nTo: piet@klant.example\n\nSchrijf info@desk.example",
	MESSAGE_BOUNCE, "5.1.1"},
    {"qmail remote", "MAILER-DAEMON@mx.klant.example", "failure notice",
	"Hi. This is the qmail-send program at mx.klant.example.\nI'm afraid I wasn't able to "
	"deliver your message to the following addresses.\nThis is a permanent error; I've "
	"given up. Sorry it didn't work out.\n\n<piet@klant.example>:\n192.0.2.1 does not like "
	"recipient.\nRemote host said: 550 <piet@klant.example>: Recipient address rejected: "
	"User unknown\nGiving up on 192.0.2.1.\n\n--- Below this line is a copy of the "
	"message.\n\nFrom: Desk <desk@desk.example>\nTo: piet@klant.example\n\nSchrijf "
	"info@desk.example",
	MESSAGE_BOUNCE, "5"},
    {"postfix text", "MAILER-DAEMON@mx.klant.example (Mail Delivery System)",
	"Undelivered Mail Returned to Sender",
	"This is the mail system at host mx.klant.example.\n\nI'm sorry to have to inform you "
	"that your message could not\nbe delivered to one or more recipients. It's attached "
	"below.\n\nFor further assistance, please send mail to postmaster.\n\nIf you do so, "
	"please include this problem report. You can\ndelete your own text from the attached "
	"returned message.\n\n                   The mail system\n\n<piet@klant.example>: host "
	"mail.klant.example[192.0.2.1] said: 550 5.1.1\n    <piet@klant.example>: Recipient "
	"address rejected: User unknown in virtual\n    mailbox table (in reply to RCPT TO "
	"command)",
	MESSAGE_BOUNCE, "5.1.1"},
    {"sendmail", "Mail Delivery Subsystem <MAILER-DAEMON@mx.klant.example>",
	"Returned mail: see transcript for details",
	"The original message was received at Mon, 23 Nov 2026 10:00:00 +0100\nfrom "
	"mx.desk.example [192.0.2.9]\n\n   ----- The following addresses had permanent fatal "
	"errors -----\n<piet@klant.example>\n    (reason: 550 5.1.1 <piet@klant.example>... "
	"User unknown)\n\n   ----- Transcript of session follows -----\n... while talking to "
	"mail.klant.example.:\n>>> RCPT To:<piet@klant.example>\n<<< 550 5.1.1 "
	"<piet@klant.example>... User unknown\n550 5.1.1 <piet@klant.example>... User unknown",
	MESSAGE_BOUNCE, "5.1.1"},
    {"sendmail warn", "Mail Delivery Subsystem <MAILER-DAEMON@mx.klant.example>",
	"Warning: could not send message for past 4 hours",
	"**********************************************\n    **      THIS IS A WARNING MESSAGE "
	"ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    "
	"**********************************************\n\nThe original message was received "
	"at Mon, 23 Nov 2026 10:00:00 +0100\n\n   ----- Transcript of session follows "
	"-----\n<piet@klant.example>... Deferred: Connection timed out with "
	"mail.klant.example.\nWarning: message still undelivered after 4 hours\nWill keep "
	"trying until message is 5 days old",
	MESSAGE_DELAYED, "4"},
    {"exchange2003", "System Administrator <postmaster@klant.example>",
	"Undeliverable: [CS0001234] Scherm",
	"Your message\n\n  To:      piet@klant.example\n  Subject: [CS0001234] Scherm\n  Sent: "
	"   Mon, 23 Nov 2026 10:00:00 +0100\n\ndid not reach the following "
	"recipient(s):\n\npiet@klant.example on Mon, 23 Nov 2026 10:00:05 +0100\n    The "
	"e-mail account does not exist at the organization this message was sent to.  Check "
	"the e-mail address, or contact the recipient directly to find out the correct "
	"address.\n    <mx.klant.example #5.1.1>",
	MESSAGE_BOUNCE, "5.1.1"},
    {"exchange online",
	"Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@klant.example>",
	"Undeliverable: [CS0001234] Scherm",
	"Your message to piet@klant.example couldn't be delivered.\npiet wasn't found at "
	"klant.example.\n\ndesk  Office 365  piet\nAction Required  Recipient\nUnknown To "
	"address\n\nHow to Fix It\nThe address may be misspelled or may not exist. Try one or "
	"more of the following:\n\nStatus code: 550 5.1.10",
	MESSAGE_BOUNCE, "5.1.10"},
    {"exchange nl",
	"Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@klant.example>",
	"Niet te bezorgen: [CS0001234] Scherm",
	"Bezorgen bij deze geadresseerden of groepen is mislukt:\n\npiet@klant.example\nHet "
	"e-mailadres dat u hebt ingevoerd kan niet worden gevonden. Controleer het e-mailadres "
	"van de geadresseerde en verzend het bericht opnieuw.\n\nDiagnostische gegevens voor "
	"beheerders:\nGenererende server: mx.klant.example\npiet@klant.example\nRemote Server "
	"returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'",
	MESSAGE_BOUNCE, "5.1.1"},
    {"exchange de", "postmaster@klant.example", "Unzustellbar: [CS0001234] Scherm",
	"Fehler bei der Nachrichtenzustellung an folgende Empfänger oder "
	"Gruppen:\n\npiet@klant.example\nDie eingegebene E-Mail-Adresse konnte nicht gefunden "
	"werden.\n\nRemote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'",
	MESSAGE_BOUNCE, "5.1.1"},
    {"exchange fr", "postmaster@klant.example", "Non remis : [CS0001234] Scherm",
	"Échec de la remise pour ces destinataires ou groupes "
	":\n\npiet@klant.example\nL'adresse de messagerie que vous avez entrée est "
	"introuvable.\n\nRemote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not "
	"found'",
	MESSAGE_BOUNCE, "5.1.1"},
    {"exchange es", "postmaster@klant.example", "No se puede entregar: x",
	"Error de entrega a estos destinatarios o grupos:\n\npiet@klant.example\nNo se "
	"encuentra la dirección de correo electrónico que especificó.\n\nRemote Server "
	"returned '550 5.1.1 not found'",
	MESSAGE_BOUNCE, "5.1.1"},
    {"exchange it", "postmaster@klant.example", "Recapito non riuscito: x",
	"Recapito non riuscito ai seguenti destinatari o "
	"gruppi:\n\npiet@klant.example\nImpossibile trovare l'indirizzo di posta elettronica "
	"specificato.\n\nRemote Server returned '550 5.1.1 not found'",
	MESSAGE_BOUNCE, "5.1.1"},
    {"exchange pt", "postmaster@klant.example", "Não é possível entregar: x",
	"Falha na entrega a estes destinatários ou grupos:\n\npiet@klant.example\nO endereço "
	"de e-mail que introduziu não foi encontrado.\n\n550 5.1.1 not found",
	MESSAGE_BOUNCE, "5.1.1"},
    {"exchange pl", "postmaster@klant.example", "Niedostarczalne: x",
	"Dostarczenie wiadomości do następujących adresatów lub grup nie powiodło "
	"się:\n\npiet@klant.example\nNie znaleziono wprowadzonego adresu e-mail.\n\n550 5.1.1 "
	"not found",
	MESSAGE_BOUNCE, "5.1.1"},
    {"short pl", "postmaster@klant.example", "Nie można dostarczyć: x",
	"Dostarczenie nie powiodło się do następujących adresatów: piet@klant.example",
	MESSAGE_BOUNCE, "5.0.0"},
    {"exchange sv", "postmaster@klant.example", "Kunde inte levereras: x",
	"Det gick inte att leverera till följande mottagare eller "
	"grupper:\n\npiet@klant.example\nDet gick inte att hitta e-postadressen du "
	"angav.\n\n550 5.1.1 not found",
	MESSAGE_BOUNCE, "5.1.1"},
    {"exchange da", "postmaster@klant.example", "Kan ikke leveres: x",
	"Levering mislykkedes til disse modtagere eller grupper:\n\npiet@klant.example\nDen "
	"e-mailadresse, du angav, blev ikke fundet.\n\n550 5.1.1 not found",
	MESSAGE_BOUNCE, "5.1.1"},
    {"exchange no", "postmaster@klant.example", "Kan ikke leveres: x",
	"Levering til disse mottakerne eller gruppene mislyktes:\n\npiet@klant.example\nFinner "
	"ikke e-postadressen du oppga.\n\n550 5.1.1 not found",
	MESSAGE_BOUNCE, "5.1.1"},
    {"domino", "Mail Router <MAILER-DAEMON@klant.example>",
	"DELIVERY FAILURE: User piet (piet@klant.example) not listed in Domino Directory",
	"Your message\n\n  Subject: [CS0001234] Scherm\n\nwas not delivered to:\n\n  "
	"piet@klant.example\n\nbecause:\n\n  User piet (piet@klant.example) not listed in "
	"Domino Directory",
	MESSAGE_BOUNCE, "5"},
    {"gmail", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
	"Delivery Status Notification (Failure)",
	"** Address not found **\n\nYour message wasn't delivered to piet@klant.example "
	"because the address couldn't be found, or is unable to receive mail.\n\nLearn more "
	"here: https://support.google.com/mail/answer/6596\n\nThe response was:\n\n550 5.1.1 "
	"The email account that you tried to reach does not exist.",
	MESSAGE_BOUNCE, "5.1.1"},
    {"gmail old", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
	"Delivery Status Notification (Failure)",
	"Delivery to the following recipient failed permanently:\n\n     "
	"piet@klant.example\n\nTechnical details of permanent failure:\nGoogle tried to "
	"deliver your message, but it was rejected by the server for the recipient domain "
	"klant.example by mx.klant.example. [192.0.2.1].\n\nThe error that the other server "
	"returned was:\n550 5.1.1 <piet@klant.example>: Recipient address rejected\n\n----- "
	"Original message -----\n\nFrom: Desk <desk@desk.example>\nTo: "
	"piet@klant.example\n\nSchrijf info@desk.example",
	MESSAGE_BOUNCE, "5.1.1"},
    {"gmail nl", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
	"Delivery Status Notification (Failure)",
	"** Adres niet gevonden **\n\nJe bericht is niet bezorgd bij piet@klant.example omdat "
	"het adres niet kan worden gevonden of geen e-mail kan ontvangen.\n\nHet antwoord "
	"was:\n550 5.1.1 does not exist",
	MESSAGE_BOUNCE, "5.1.1"},
    {"gmail delay", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
	"Delivery Status Notification (Delay)",
	"** Delivery incomplete **\n\nThere was a temporary problem while delivering your "
	"message to piet@klant.example. Gmail will retry for 46 more hours. You'll be notified "
	"if the delivery fails permanently.\n\nThe response was:\nThe recipient server did not "
	"accept our requests to connect.",
	MESSAGE_DELAYED, "4"},
    {"yahoo", "MAILER-DAEMON@yahoo.com", "Failure Notice",
	"Sorry, we were unable to deliver your message to the following "
	"address.\n\n<piet@klant.example>:\n552: 5.2.2 The email account that you tried to "
	"reach is over quota\n\n--- Below this line is a copy of the message.\n\nFrom: Desk "
	"<desk@desk.example>\nTo: piet@klant.example\n\nSchrijf info@desk.example",
	MESSAGE_BOUNCE, "5.2.2"},
    {"aol", "Mail Delivery Subsystem <MAILER-DAEMON@aol.com>", "Returned mail: User unknown",
	"The original message was received at Mon, 23 Nov 2026\n\n                             "
	"    *** ATTENTION ***\n\nYour e-mail is being returned to you because there was a "
	"problem with its delivery.\n\n   ----- The following addresses had permanent fatal "
	"errors -----\n<piet@klant.example>\n\n   ----- Transcript of session follows "
	"-----\n... while talking to air-xn01.mail.aol.com.:\n>>> RCPT "
	"To:<piet@klant.example>\n<<< 550 MAILBOX NOT FOUND\n550 <piet@klant.example>... User "
	"unknown",
	MESSAGE_BOUNCE, "5"},
    {"courier", "\"Mail Delivery System\" <postmaster@mx.klant.example>",
	"NOTICE: mail delivery status.",
	"This is a delivery status notification from mx.klant.example,\nrunning the Courier "
	"mail server, version 0.68.\n\nThe original message was received on Mon, 23 Nov 2026 "
	"10:00:00 "
	"+0100\n\n---------------------------------------------------------------------------"
	"\n\n                           UNDELIVERABLE MAIL\n\nYour message to the following "
	"recipients cannot be delivered:\n\n<piet@klant.example>:\n     <<< 550 User "
	"unknown.\n\n--------------------------------------------------------------------------"
	"-",
	MESSAGE_BOUNCE, "5"},
    {"mailenable", "postmaster@klant.example", "Message Delivery Failure",
	"MailEnable: Message Delivery Failure.\n\nThe following recipient(s) could not be "
	"reached:\n\n	Recipient: [SMTP:piet@klant.example]\n	Reason: The mail account does "
	"not exist\n\nMessage headers follow:\n\nFrom: Desk <desk@desk.example>\nTo: "
	"piet@klant.example\n\nSchrijf info@desk.example",
	MESSAGE_BOUNCE, "5"},
    {"imail", "Postmaster <postmaster@mx.klant.example>", "Undeliverable Mail",
	"Unknown user: piet@klant.example\n\nOriginal message follows.\n\nFrom: Desk "
	"<desk@desk.example>\nTo: piet@klant.example\n\nSchrijf info@desk.example",
	MESSAGE_BOUNCE, "5"},
    {"x1", "\"MAILER-DAEMON@mx.klant.example\" <MAILER-DAEMON@mx.klant.example>",
	"Returned mail",
	"The original message was received at Mon, 23 Nov 2026 10:00:00 +0100\nfrom "
	"mx.desk.example\n\n----- The following addresses had delivery problems "
	"-----\npiet@klant.example (unrecoverable error)\n\n----- Non-delivered information "
	"-----\nUser unknown",
	MESSAGE_BOUNCE, "5"},
    {"groupwise", "Mailer-Daemon@klant.example", "Message status - undeliverable",
	"The message that you sent was undeliverable to the following:\n	"
	"piet@klant.example (550 5.1.1 No such user)\n\nPossibly truncated original message "
	"follows:\n\nFrom: Desk <desk@desk.example>\nTo: piet@klant.example\n\nSchrijf "
	"info@desk.example",
	MESSAGE_BOUNCE, "5.1.1"},
    {"surgemail", "\"Mail Delivery\" <postmaster@klant.example>", "Undeliverable mail: x",
	"Failed to deliver message, the following addresses failed:\n<piet@klant.example>  550 "
	"no such user",
	MESSAGE_BOUNCE, "5"},
    {"communigate", "MAILER-DAEMON@klant.example", "Undeliverable mail: x",
	"Failed to deliver to '<piet@klant.example>'\nSMTP module(domain klant.example) "
	"reports:\n host mx.klant.example says:\n 550 5.1.1 User unknown",
	MESSAGE_BOUNCE, "5.1.1"},
    {"mdaemon", "MDaemon@klant.example", "Permanent Delivery Failure",
	"The attached message had PERMANENT fatal delivery errors!\n\nAfter one or more "
	"unsuccessful delivery attempts the attached message has\nbeen removed from the mail "
	"queue on this server.\n\nYOUR MESSAGE WAS NOT DELIVERED TO ONE OR MORE "
	"RECIPIENTS!\n\nFailed address: piet@klant.example\n\n--- Session Transcript ---\n Mon "
	"10:00: RCPT To:<piet@klant.example>\n Mon 10:00: 550 5.1.1 unknown\n--- End "
	"Transcript ---",
	MESSAGE_BOUNCE, "5"},
    {"hmailserver", "mailer-daemon@klant.example", "Message undeliverable: x",
	"Your message did not reach some or all of the intended recipients.\n\n   Sent: Mon, "
	"23 Nov 2026 10:00:00 +0100\n   Subject: x\n\nThe following recipient(s) could not be "
	"reached:\n\npiet@klant.example\n   Error Type: SMTP\n   Remote server (192.0.2.1) "
	"issued an error.\n   hMailServer sent: RCPT TO:<piet@klant.example>\n   Remote server "
	"replied: 550 5.1.1 User unknown\n\nhMailServer",
	MESSAGE_BOUNCE, "5.1.1"},
    {"zimbra", "MAILER-DAEMON@klant.example (Mail Delivery System)",
	"Undelivered Mail Returned to Sender", "<piet@klant.example>: unknown user: \"piet\"",
	MESSAGE_BOUNCE, "5"},
    {"amazon ses", "MAILER-DAEMON@eu-west-1.amazonses.com",
	"Delivery Status Notification (Failure)",
	"An error occurred while trying to deliver the mail to the following "
	"recipients:\npiet@klant.example",
	MESSAGE_BOUNCE, "5"},
    {"mimecast", "postmaster@klant.example", "[Postmaster] Email Delivery Failure",
	"Your message could not be delivered to the following "
	"recipients:\n\npiet@klant.example\n\nReason: 550 Rejected by header based manually "
	"Blocked Senders",
	MESSAGE_BOUNCE, "5"},
    {"barracuda", "MAILER-DAEMON@klant.example",
	"**Message you sent blocked by our bulk email filter**",
	"Your message to: piet@klant.example\nwas blocked by our Spam Firewall. The email you "
	"sent with the following subject has NOT BEEN DELIVERED:\n\nSubject: x",
	MESSAGE_BOUNCE, "5"},
    {"messagelabs", "MAILER-DAEMON@messagelabs.com", "Mail Delivery Problem",
	"This is the mail delivery agent at messagelabs.com.\nI was unable to deliver your "
	"message to the following addresses:\n\npiet@klant.example\n\nReason: 550 5.1.1 User "
	"unknown",
	MESSAGE_BOUNCE, "5.1.1"},
    {"kpn", "Mail Delivery System <MAILER-DAEMON@kpnmail.nl>", "Niet bezorgd: x",
	"Uw bericht kon niet worden bezorgd bij:\n\npiet@klant.example\n\nDe mailbox is "
	"vol.\n552 5.2.2 Mailbox full",
	MESSAGE_BOUNCE, "5.2.2"},
};

/* Persons, whatever their subjects, texts and addresses say. */
static const struct {
	const char *from;
	const char *subject;
	const char *text;
} persons[] = {
    {"Els Bos <els@klant.example>", "Undeliverable: mijn mail",
	"Hallo, ik krijg steeds deze melding: 550 5.1.1 user unknown. Kunnen jullie kijken?"},
    {"Els Bos <els@klant.example>", "Mail delivery failed",
	"Ik krijg dit: could not be delivered to piet@x.example"},
    {"Els Bos <els@klant.example>", "FW: Undelivered Mail Returned to Sender",
	"Wat betekent dit?\n\nFrom: MAILER-DAEMON@x.example\nSent: maandag 23 november 2026 "
	"10:00\nTo: Els\nSubject: Undelivered\n\nThis is the mail system at host x."},
    {"Els Bos <els@klant.example>", "Undelivered Mail Returned to Sender",
	"Wat betekent dit?\n\nThis is the mail system at host x. could not be delivered to one "
	"or more recipients"},
    {"Els Bos <els@klant.example>", "Auto-reply instellen", "Hoe stel ik een auto-reply in?"},
    {"Els Bos <els@klant.example>", "Automatisch antwoord werkt niet",
	"Mijn out of office werkt niet."},
    {"Els Bos <els@klant.example>", "Out of office",
	"Hoe zet ik mijn out of office aan? Ik ben volgende week op vakantie."},
    {"Els Bos <els@klant.example>", "Afwezig",
	"Goedemorgen, wij zijn morgen afwezig, graag de levering verplaatsen."},
    {"Els Bos <els@klant.example>", "Vakantie",
	"Ik ben op vakantie van 1 tot 14 december, graag mijn rechten tijdelijk aan Jan "
	"geven."},
    {"info@klant.example", "Vraag", "Hallo"},
    {"admin@klant.example", "Vraag", "De mailbox is vol, mailbox full zegt hij."},
    {"Jan Bouncer <jan.bouncer@klant.example>", "Vraag", "Hallo, ik krijg user unknown."},
    {"Postmaster Jansen BV <postmaster@klant.example>", "Re: vraag",
	"Hallo, user unknown kwam door een typefout, opgelost."},
    {"Els Bos <els@klant.example>", "Returned mail",
	"Post retour ontvangen van piet@klant.example, adres klopt niet. Has been returned."},
    {"Els Bos <els@klant.example>", "Delivery problem",
	"Your parcel could not be delivered, says DHL. Where is my laptop?"},
    {"Els Bos <els@klant.example>", "Niet bezorgd",
	"Mijn pakket is niet bezorgd, kunnen jullie bellen?"},
    {"Els Bos <els@klant.example>", "Leverering mislukt",
	"De levering is mislukt; niet afgeleverd op kantoor"},
    {"Els Bos <els@klant.example>", "Auto", "Mijn leaseauto is kapot"},
    {"Els Bos <els@klant.example>", "Abwesenheit",
	"Bitte richten Sie eine Abwesenheitsnotiz für mich ein, ich bin im Urlaub."},
    {"Els Bos <els@klant.example>", "Absence",
	"Je serai absent demain, merci de reporter le rendez-vous."},
    {"Els Bos <els@klant.example>", "Vacaciones",
	"Estoy de vacaciones la semana que viene, por favor cambien mi cita."},
};

/* Each with the empty return path that such mail has. */
static void
test_systems(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(systems); i++) {
		g_autofree char *mail = g_strdup_printf(
		    "Return-Path: <>\nFrom: %s\nTo: desk@desk.example\nSubject: %s\n"
		    "Content-Type: text/plain; charset=utf-8\n\n%s\n",
		    systems[i].from, systems[i].subject, systems[i].text);
		g_autoptr(Message) message = mail_read(mail);
		const MessageBounce *one =
		    message->bounce->len == 1 ? message->bounce->pdata[0] : NULL;

		if (message->kind != systems[i].kind || one == NULL ||
		    strcmp(one->address, "piet@klant.example") != 0 ||
		    !g_str_has_prefix(one->status, systems[i].status))
			fail_msg("%s: %s, %u recipients", systems[i].name,
			    message_kind_name(message->kind), message->bounce->len);
	}
}

/* Words of no list: the sender, no path back, and an SMTP answer or what is returned. */
static void
test_structure(void **state)
{
	static const struct {
		const char *from, *subject, *text;
		MessageKind kind;
	} rows[] = {
	    {"postmaster", "Kézbesíthetetlen levél",
		"Nem kézbesíthető: piet@klant.example 550 5.1.1", MESSAGE_BOUNCE},
	    {"postmaster", "Teslim edilemedi", "piet@klant.example: 554", MESSAGE_BOUNCE},
	    {"noreply", "Bericht geweigerd",
		"piet@klant.example\n\nFrom: desk@desk.example\nTo: "
		"piet@klant.example\nSubject: "
		"x\n",
		MESSAGE_BOUNCE},
	    {"postmaster", "Verzögert", "piet@klant.example: erneut versucht wird 451 4.4.1",
		MESSAGE_DELAYED},
	    {"postmaster", "Bericht", "piet@klant.example: pas encore, 550 5.1.1",
		MESSAGE_BOUNCE},
	    {"els", "Ik ben weg", "Bel mij op kamer 550, 0550 551 552", MESSAGE_PERSON},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *mail = g_strdup_printf(
		    "%sFrom: %s@klant.example\nTo: desk@desk.example\nSubject: %s\n\n%s\n",
		    rows[i].kind == MESSAGE_PERSON ? "" : "Return-Path: <>\n", rows[i].from,
		    rows[i].subject, rows[i].text);
		g_autoptr(Message) message = mail_read(mail);

		if (message->kind != rows[i].kind)
			fail_msg("%s: %s", rows[i].text, message_kind_name(message->kind));
		assert_int_equal(message->bounce->len, rows[i].kind != MESSAGE_PERSON);
	}
}

/* Who answers a report, or forwards it, and leaves no path back is a machine; only a mail system's own answer is a
 * report. */
static void
test_answers(void **state)
{
	static const char *const marks[] = {"AW", "Antwoord", "Odp", "VS", "Fwd", "Doorst"};

	(void)state;
	for (size_t i = 0; i < 2 * G_N_ELEMENTS(marks); i++) {
		bool by_system = i % 2 == 1;
		g_autofree char *mail =
		    g_strdup_printf("Return-Path: <>\nFrom: %s@klant.example\n"
				    "To: desk@desk.example\nSubject: %s: Undelivered Mail\n\n"
				    "Wat is user unknown?\n",
			by_system ? "postmaster" : "els", marks[i / 2]);
		g_autoptr(Message) message = mail_read(mail);

		if (message->kind != (by_system ? MESSAGE_BOUNCE : MESSAGE_NOTIFICATION))
			fail_msg("%s: %s", mail, message->kind_reason);
	}
}

static void
test_persons(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(persons); i++) {
		g_autofree char *mail =
		    g_strdup_printf("From: %s\nTo: desk@desk.example\nSubject: %s\n"
				    "Content-Type: text/plain; charset=utf-8\n\n%s\n",
			persons[i].from, persons[i].subject, persons[i].text);
		g_autoptr(Message) message = mail_read(mail);

		if (message->kind != MESSAGE_PERSON)
			fail_msg("%s: %s", persons[i].subject, message->kind_reason);
	}
}

/* What was cut belongs to the text of a report, the mail that it returns not to its head; neither is made before it is
 * asked for. */
static void
test_texts(void **state)
{
	g_autoptr(Message) message = mail_read(
	    "From: Els <els@klant.example>\nTo: desk@desk.example\nSubject: FAILURE Notice\n\n"
	    "PIET@klant.example: Unknown\n\n--- Below this line is a copy of the message.\n\n"
	    "To: JAN@klant.example\n\n-- \nMailserver VAN Klant\n");
	GPtrArray *bounce = message->bounce;
	g_auto(BounceText) text = bounce_text_of(message, 0);

	(void)state;
	assert_string_equal(text.subject, "failure notice");
	assert_null(text.all);
	assert_null(text.head);
	assert_false(bounce_text_has_given_up(&text));
	assert_non_null(strstr(text.all, "piet@klant.example: unknown"));
	assert_non_null(strstr(text.all, "jan@klant.example"));
	assert_non_null(strstr(text.all, "mailserver van klant"));
	assert_null(text.head);
	bounce_text_recipients(&text, MESSAGE_BOUNCE, bounce);
	assert_non_null(strstr(text.head, "piet@klant.example"));
	assert_null(strstr(text.head, "jan@klant.example"));
}

/* Of a long one the beginning is looked at. */
static void
test_long_text(void **state)
{
	g_autofree char *line = g_strnfill(40 * 1024, 'A');
	g_autofree char *mail =
	    g_strdup_printf("From: Els <els@klant.example>\nSubject: x\n\nKort\n%s\n", line);
	g_autoptr(Message) message = mail_read(mail);
	g_auto(BounceText) text = bounce_text_of(message, 0);

	(void)state;
	assert_false(bounce_text_has_given_up(&text));
	assert_true(g_str_has_prefix(text.all, "kort\naaa"));
	assert_int_equal(strlen(text.all), 32 * 1024);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_systems),
	    cmocka_unit_test(test_structure),
	    cmocka_unit_test(test_answers),
	    cmocka_unit_test(test_persons),
	    cmocka_unit_test(test_texts),
	    cmocka_unit_test(test_long_text),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
