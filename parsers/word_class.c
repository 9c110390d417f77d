/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row is words of one class, written as word_class_fold() leaves them: no accents, no apostrophes. A star stands
 * for the rest of a word. A language is added here and nowhere else.
 */
#include "parsers/word_class.h"

#include <glib.h>
#include <string.h>

#include "parsers/word_index.h"

#define DECOMPOSED_MAX 18 /* code points that one may become, as GLib documents */

enum { ANYWHERE = false, FIRST = true }; /* in the clause */

static const WordRow rows[] = {
    {WORD_SELF,
	(const char *const[]){"ik", "wij", "we", "i", "us", "ich", "wir", "je suis", "je serai",
	    "je ne", "je n", "je vous", "je rentre", "je reviens", "je travaille", "je lis",
	    "je traite", "je prends", "j ai", "nous", "me encuentro", "estoy", "estare*",
	    "estamos", "mi trovo", "sono", "saro", "siamo", "encontro me", "estou", "estarei",
	    "jag", "jeg", "vi", "olen", "jestem", "jsem", "sunt", NULL},
	ANYWHERE},
    {WORD_OURS,
	(const char *const[]){"mijn", "ons", "onze", "my", "our", "mein*", "unser*", "mon",
	    "ma", "mes", "notre", "nos", "mi", "mis", "nuestr*", "mio", "mia", "nostr*", "meu",
	    "minha", "noss*", "min", "mitt", "mine", "var", "vart", "moj*", NULL},
	ANYWHERE},
    {WORD_YOUR,
	(const char *const[]){"uw", "je", "jouw", "jullie", "your", "ihr", "ihre*", "dein*",
	    "votre", "vos", "ton", "su", "sus", "tu", "tus", "suo", "sua", "vostr*", "seu",
	    "din", "ditt", "deres", "pana", "twoj*", NULL},
	ANYWHERE},
    {WORD_ABSENT,
	(const char *const[]){"er niet$", "er even niet", "er vandaag niet", "er morgen niet",
	    "er niet tot", "er tot * niet", "er * niet$", "er weer$", "er * weer$",
	    "werk niet op", "werk ik niet", "not here", "not in before", "not in until",
	    "not in today", "not in this week", "not working on", "de permiso", "pto", "ledig",
	    "onderweg", "limited connectivity", "limited internet", "intermittent",
	    "studiereis", "*reces", "bouwvak", "*vakantie", "christmas break", "winter break",
	    "spring break", "summer break", "holiday break", "weihnachtsferien", "sommerferien",
	    "beurs", "conferentie", "conference", "congres", "training", "seminar", "workshop",
	    "cursus", "zakenreis", "business trip", "jury duty", "fortbildung", "schulung",
	    "tagung", "konferenz", "formation", "part time", "parttime", "deeltijd", "teilzeit",
	    "temps partiel", "ute av kontoret", "ute fra kontoret", "pa kurs", "pa konferens",
	    "poza firma", "afwezig", "afwezige", "afwezigheid", "vakantie", "kerstvakantie",
	    "zomervakantie", "vakantiedag*", "verlof", "*verlof", "vrij", "vrije dag*", "weg",
	    "ziek", "ziekte", "op reis", "op cursus", "buitenland", "buiten kantoor",
	    "buitenshuis", "away", "ooo", "oof", "out of office", "out of the office",
	    "out of the country", "out today", "out until", "out till", "out from", "out on",
	    "be out", "am out", "m out", "is out", "vacation*", "holiday*", "leave", "absent",
	    "absence", "travelling", "traveling", "off sick", "day off", "days off", "am off",
	    "m off", "be off", "sabbatical", "abwesend*", "abwesenheit", "urlaub*", "*urlaub",
	    "*abwesenheit", "ausser haus", "ausserhalb des buros", "elternzeit", "mutterschutz",
	    "krank", "erkrankt", "dienstreise", "verreist", "unterwegs", "absente", "absent e",
	    "absents", "conge", "conges", "vacances", "deplacement", "hors du bureau",
	    "vacaciones", "ausente", "ausencia", "fuera de la oficina", "de baja",
	    "fuori ufficio", "fuori sede", "ferie", "assente", "assenza", "congedo",
	    "maternita", "in vacanza", "ferias", "fora do escritorio", "licenca", "semester",
	    "franvar*", "bortrest", "foraldraledig*", "tjanstledig*", "bortrejst", "fravaer*",
	    "barsel*", "orlov", "permisjon", "lomalla", "poissa", "urlop*", "nieobecn*",
	    "poza biurem", "dovolen*", "nepritom*", "szabadsag*", "concediu", "izinde*",
	    "отпуск*", "отсутств*", NULL},
	ANYWHERE},
    {WORD_HERE,
	(const char *const[]){"here this week", "in today", "in this week", "er$",
	    "back at work", "aanwezig", "bereikbaar", "te bereiken", "op kantoor",
	    "beschikbaar", "achter mijn bureau", "van dienst", "available", "reachable",
	    "in the office", "in office", "at my desk", "at work", "anwesend", "erreichbar",
	    "zu erreichen", "im buro", "im buero", "im hause", "im haus", "am platz",
	    "am arbeitsplatz", "verfugbar", "da", "fur sie da", "disponible*", "joignable",
	    "au bureau", "present*", "localizable", "en la oficina", "in ufficio", "in sede",
	    "disponibile", "raggiungibile", "no escritorio", "disponivel", "pa kontoret",
	    "pa plats", "tillganglig", "antraffbar", "til stede", "tilgjengelig",
	    "tilgaengelig", "traffas", "w biurze", NULL},
	ANYWHERE},
    {WORD_NOT,
	(const char *const[]){"niet", "geen", "not", "no", "won t", "isn t", "aren t", "can t",
	    "don t", "cannot", "unable", "without", "limited", "beperkt*", "zonder", "niemand",
	    "nobody", "nicht", "kein*", "ohne", "eingeschrankt*", "ne", "n", "sans", "no tengo",
	    "sin", "non", "senza", "limitat*", "nao", "sem", "inte", "ej", "ingen", "ikke",
	    "nie", "bez", NULL},
	ANYWHERE},
    {WORD_BACK,
	(const char *const[]){"terugkomst", "terugkeer", "terug", "retour", "back", "return",
	    "returning", "returns", "zuruck", "zurueck", "ruckkehr", "de retour", "reviens",
	    "reviendrai", "rentre", "vuelvo", "regreso", "volvere", "de vuelta", "rientro",
	    "rientrero", "torno", "tornero", "ritorno", "volto", "regresso", "de volta",
	    "retorno", "tillbaka", "ater", "tilbage", "tilbake", "wracam", "powroci*",
	    "powrot*", "wroce", "takaisin", NULL},
	ANYWHERE},
    {WORD_AGAIN,
	(const char *const[]){"weer", "opnieuw", "wieder", "again", "a nouveau", "igen",
	    "nuevamente", "nuovamente", "novamente", NULL},
	ANYWHERE},
    {WORD_WHEN,
	(const char *const[]){"vanaf", "starting", "as of", "ab", "vom", "a partir", "desde",
	    "dal", "today", "tomorrow", "vandaag", "morgen", "heute", "demain", "aujourd*",
	    "hoy", "manana", "oggi", "domani", "hoje", "amanha", "next week", "this week",
	    "deze week", "volgende week", "diese woche", "nachste woche", "cette semaine",
	    "momenteel", "currently", "at the moment", "op dit moment", "derzeit", "zurzeit",
	    "actuellement", "actualmente", "attualmente", "maandag*", "dinsdag*", "woensdag*",
	    "donderdag*", "vrijdag*", "zaterdag", "zondag", "monday*", "tuesday*", "wednesday*",
	    "thursday*", "friday*", "saturday", "sunday", "montag*", "dienstag*", "mittwoch*",
	    "donnerstag*", "freitag*", "lundi", "mardi", "mercredi", "jeudi", "vendredi",
	    "lunes", "martes", "miercoles", "jueves", "viernes", "lunedi", "martedi",
	    "mercoledi", "giovedi", "venerdi", "segunda", "terca", "quarta", "quinta", "sexta",
	    "mandag*", "tisdag*", "onsdag*", "torsdag*", "fredag*", "januari", "februari",
	    "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
	    "november", "december", "january", "february", "march", "may", "june", "july",
	    "august", "october", "januar", "februar", "marz", "mai", "dezember", "janvier",
	    "fevrier", "mars", "avril", "juin", "juillet", "aout", "septembre", "octobre",
	    "novembre", "decembre", "enero", "febrero", "marzo", "abril", "mayo", "junio",
	    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre", "gennaio",
	    "febbraio", "aprile", "maggio", "giugno", "luglio", "settembre", "ottobre",
	    "dicembre", "janeiro", "fevereiro", "marco", "maio", "junho", "julho", "setembro",
	    "outubro", "novembro", "dezembro", NULL},
	ANYWHERE},
    {WORD_CLOSED,
	(const char *const[]){"gesloten", "*sluiting", "zijn dicht", "kantoor dicht",
	    "kantoor is dicht", "dicht tot en met", "dicht t m", "closed", "geschlossen",
	    "ferme", "fermes", "fermee", "cerrad*", "chius*", "fechad*", "stangt", "lukket",
	    "stengt", "betriebsferien", NULL},
	ANYWHERE},
    {WORD_GONE,
	(const char *const[]){"werk ik niet meer", "werk niet meer voor", "werk niet meer bij",
	    "werk niet langer", "no longer works here", "no longer works for",
	    "no longer works at", "no longer work here", "no longer work for", "uit dienst",
	    "met pensioen", "gepensioneerd", "laatste werkdag", "bedrijf verlaten",
	    "organisatie verlaten", "heeft ons verlaten", "werkt niet meer bij",
	    "werkt niet meer voor", "werkt niet langer bij", "retired", "have left", "has left",
	    "ve left", "last day", "last working day", "unternehmen verlassen",
	    "firma verlassen", "im ruhestand", "ausgeschieden", "quitte la societe",
	    "quitte l entreprise", "quitte ses fonctions", "retraite", "jubilad*",
	    "in pensione", "ha lasciato", "ha dejado", "deixou a empresa", "slutat", "sluttet",
	    "stoppet hos", NULL},
	ANYWHERE},
    {WORD_NO_MORE,
	(const char *const[]){"niet meer", "niet langer", "geen * meer", "no longer",
	    "not anymore", "not any more", "nicht mehr", "nicht langer", "ne * plus",
	    "n * plus", "plus", "ya no", "non * piu", "piu", "nao * mais", "mais",
	    "inte langre", "ikke laengere", "ikke lenger", NULL},
	ANYWHERE},
    {WORD_FIRM,
	(const char *const[]){"werkzaam", "bedrijf", "dienst", "in dienst", "organisatie",
	    "werk * bij", "werk * voor", "work for", "work at", "work here", "works here",
	    "works for", "works at", "working for", "working at", "employ*", "company",
	    "organisation", "organization", "with us", "tatig", "beschaftigt", "unternehmen",
	    "firma", "mitarbeiter*", "societe", "entreprise", "travaille * chez",
	    "travaille plus", "fait * partie", "partie", "effectifs", "empresa", "trabajo en",
	    "trabaja en", "azienda", "lavora per", "lavora presso", "lavoro per", "societa",
	    "trabalho na", "anstalld", "ansat", "ansatt", NULL},
	ANYWHERE},
    {WORD_CONTACT,
	(const char *const[]){"reach out", "contact", "contacteren", "terecht", "wend*",
	    "richten", "doorkies*", "contact*", "kontakt*", "wenden", "richten sie",
	    "contacter", "contactez", "joindre", "adresser", "adressez", "contacto", "dirija*",
	    "dirigirse", "contattare", "contatti", "rivolg*", "contatar", "contate", "contato",
	    "kontakta", "kontakte", "nieuwe adres", "new address", "adres is", NULL},
	ANYWHERE},
    {WORD_CALL,
	(const char *const[]){"telefonisch", "gebruiken", "nutzen", "verwenden", "utiliser",
	    "utilisez", "bel", "bellen", "belt", "mailen", "mail", "stuur*", "sturen",
	    "telefoon*", "tel", "mobiel", "call", "phone", "telephone", "mobile", "reach",
	    "email", "use", "send", "direct", "forward", "gebruik", "telefon*", "mobil",
	    "erreichen sie", "schreiben sie", "senden sie", "ecrire", "envoyer", "telephon*",
	    "appeler", "escrib*", "envie", "llam*", "scriv*", "inviat*", "chiam*", "ligue",
	    "envie", "ring*", "numer*", NULL},
	ANYWHERE},
    {WORD_ME, (const char *const[]){"me", "mij", "mich", "mir", "moi", "mi", NULL}, ANYWHERE},
    {WORD_URGENT,
	(const char *const[]){"time sensitive", "time critical", "geen uitstel", "urgent*",
	    "dringend*", "spoed*", "haast", "noodgeval*", "calamiteit*", "niet kan wachten",
	    "niet wachten", "emergenc*", "immediate", "can t wait", "cannot wait", "notfall*",
	    "notfalle*", "eilig*", "urgence*", "urgenza", "urgenze", "urgencia*", "bradskande",
	    "akut*", "haster", "hastar", "hastende", "piln*", "kiireell*", "pressant*", NULL},
	ANYWHERE},
    {WORD_DEPUTY,
	(const char *const[]){"opvolg*", "successor", "nachfolger*", "successeur",
	    "waargenomen", "waarneem*", "neemt waar", "neemt * waar", "vervang*", "collega*",
	    "colleague*", "covering", "will cover", "covers", "vertret*", "kolleg*",
	    "collegue*", "remplac*", "sostitu*", "collega", "companer*", "koleg*", "kollega*",
	    "stellvertret*", "standing in", "replace*", "backup", NULL},
	ANYWHERE},
    {WORD_MAIL,
	(const char *const[]){"reaching out", "getting in touch", "messagerie", "mailt",
	    "schrijft", "adres", "address", "mail", "mails", "e mail*", "mailtje", "email*",
	    "e mailadres", "bericht*", "mailbox", "postbus", "postvak", "reactie", "message*",
	    "inbox", "nachricht*", "postfach", "courriel*", "mensaje*", "correo*", "messaggi*",
	    "posta", "mensage*", "meddelande*", "mejl*", "besked", "meddelelse*",
	    "henvendelse*", "wiadomos*", "notification", "kennisgeving", "contacting",
	    "writing", "schrijven", "mailadres", "adresse", NULL},
	ANYWHERE},
    {WORD_TICKET,
	(const char *const[]){"kenmerk", "reference", "referentie", "referenz",
	    "contactformulier*", "webformulier*", "contact form", "kontaktformular",
	    "formulaire de contact", "zgloszeni*", "portal*", "portaal", "selfservice",
	    "ticket*", "verzoek", "melding", "vraag", "vragen", "aanvraag", "incident*", "case",
	    "request", "requests", "enquir*", "inquir*", "query", "queries", "question*",
	    "assistance", "anfrage*", "anliegen", "vorgang", "fragen", "ruckfragen", "demande*",
	    "requete*", "questions", "solicitud*", "consulta*", "preguntas", "richiest*",
	    "domande", "pedido", "chamado", "duvidas", "arende*", "fragor", "sporgsmal*",
	    "sporsmal", "zgloszeni*", "zaken", "matters", "angelegenheiten", "asuntos",
	    "bestelling", "order", "reservering", "inschrijving", "aanmelding", "klacht",
	    "bestellung", "commande", "support", NULL},
	ANYWHERE},
    {WORD_READ,
	(const char *const[]){"bijgehouden", "beheerd", "gemonitord", "betreut", "gelezen",
	    "lees", "lezen", "leest", "doorgestuurd", "doorgezonden", "bekeken", "toegang",
	    "read", "reads", "reading", "forwarded", "forward", "monitored", "checked",
	    "checking", "check", "access", "gelesen", "lese", "weitergeleitet", "abgerufen",
	    "zugriff", "lu", "lus", "lire", "lis", "consult*", "acces", "transfere*", "releve*",
	    "leo", "leer", "leido*", "acceso", "reenvi*", "letto", "letti", "leggo", "leggere",
	    "accesso", "inoltrat*", "lido*", "ler", "acesso", "encaminhad*", "laser", "lases",
	    "vidarebefordra*", "laest", "videresend*", "lese", NULL},
	ANYWHERE},
    {WORD_ANSWER,
	(const char *const[]){"be with you", "with you shortly", "with you soon", "bel * terug",
	    "bel u * terug", "terugbellen", "call you back", "handelen", "afhandel*",
	    "afgehandeld", "prendre en charge", "pris en charge", "prise en charge",
	    "in charge", "kummern uns", "track", "tracked", "voortgang", "check the status",
	    "melden", "meldet sich", "suivre", "verfolgen", "seguimiento", "reageer",
	    "reageren", "reactie", "antwoord*", "beantwoord*", "behandel*", "in behandeling",
	    "bekeken", "contact met u op", "contact met je op", "kom er op terug",
	    "kom ik * terug", "komen wij * terug", "reply", "replies", "autoreply",
	    "autoresponse", "autoantwort", "respond*", "response*", "answer*", "get back",
	    "in touch", "reviewed", "reviewing", "processed", "processing", "look into",
	    "looked at", "come back to you", "antwort*", "beantwort*", "bearbeit*",
	    "melde mich", "melden uns", "repond*", "reponse*", "trait*", "revien* vers",
	    "respuesta*", "contest*", "rispond*", "rispost*", "ricontatt*", "resposta*",
	    "svar*", "aterkom*", "besvar*", "vender tilbage", "odpowi*", "odpisz*", "vasta*",
	    "vastaus", "odpoved*", "valasz*", "yanit*", "raspuns*", "απαντησ*", "ответ*", NULL},
	ANYWHERE},
    {WORD_SOON,
	(const char *const[]){"delayed", "delay", "vertraging", "langer duren",
	    "slower than usual", "verzogert", "in kurze", "delai", "zo spoedig mogelijk",
	    "zo snel mogelijk", "spoedig", "binnen", "werkdagen", "werkdag", "zodra", "asap",
	    "as soon as", "soon", "shortly", "within", "business day*", "working day*",
	    "upon my return", "on my return", "schnellstmoglich*", "so schnell wie moglich",
	    "so bald wie moglich", "baldmoglichst", "sobald", "zeitnah", "umgehend",
	    "innerhalb", "werktag*", "kurze", "dans les plus brefs", "meilleurs delais",
	    "rapidement", "sous", "des que", "des mon", "a mon retour", "lo antes posible",
	    "brevedad", "en cuanto", "il prima possibile", "appena", "al piu presto", "entro",
	    "assim que", "o mais breve", "em breve", "o mais rapido", "snarast", "inom",
	    "nar jag", "snarest", "hurtigst", "nar jeg", "jak najszybciej", NULL},
	ANYWHERE},
    {WORD_RECEIVED,
	(const char *const[]){"parvenu", "parvenue", "ticket number", "case number",
	    "reference number", "referentienummer", "meldingsnummer", "zaaknummer",
	    "ticketnummer*", "vorgangsnummer", "onder nummer", "under number",
	    "numero de dossier", "ontvangen", "ontvangst", "ontvangstbevestiging",
	    "binnengekomen", "geregistreerd", "aangemaakt", "received", "receipt", "got your",
	    "have your", "has your", "registered", "created", "logged", "acknowledg*",
	    "assigned", "eingegangen", "eingang", "eingangsbestatigung", "erhalten",
	    "registriert", "erstellt", "angelegt", "erfasst", "ticketnummer", "recu", "recue",
	    "reception", "enregistre*", "cree", "creee", "recibid*", "registrad*", "cread*",
	    "ricevut*", "registrat*", "recebid*", "recebemos", "hemos recibido",
	    "acuse de recibo", "mottagit", "mottagits", "registrert", "mottatt", "modtaget",
	    "oprettet", "otrzyma*", "przyjet*", "zarejestrowan*", "receiving attention", NULL},
	ANYWHERE},
    {WORD_THANKS,
	(const char *const[]){"danken", "wat leuk", "leuk dat", "fijn dat", "schon dass",
	    "dank", "bedankt", "dankjewel", "dankuwel", "thank", "thanks", "danke",
	    "vielen dank", "merci", "remercie*", "remercions", "gracias", "agradec*", "grazie",
	    "ringrazi*", "obrigad*", "tack", "tak", "takk", "dziekuj*", "kiitos", NULL},
	ANYWHERE},
    {WORD_ROBOT,
	(const char *const[]){"automatisch*", "automatic*", "automated", "auto reply",
	    "autoreply", "auto generated", "automatique*", "automatiquement", "automatico",
	    "automatica", "automaticamente", "automatiskt", "automatisk", "automatyczn*",
	    "automat*", "αυτοματ*", "автоматич*", "autoresponder", "noreply", "no reply", NULL},
	ANYWHERE},
    {WORD_POLITE,
	(const char *const[]){"beste", "geachte", "hallo", "hoi", "goedendag", "goededag",
	    "goede dag", "goedemorgen", "goedemiddag", "dear", "hi", "hello", "hey",
	    "greetings", "good day", "good morning", "good afternoon", "guten tag",
	    "guten morgen", "sehr geehrt*", "liebe", "lieber", "bonjour", "madame", "monsieur",
	    "chere", "cher", "hola", "estimad*", "buenos dias", "buongiorno", "gentile",
	    "salve", "ciao", "ola", "bom dia", "prezad*", "caro", "hej", "hei", "dag", "l s",
	    "moin", "servus", "gruss gott", "dzien dobry", "szanown*", "moi", NULL},
	FIRST},
    {WORD_FAREWELL,
	(const char *const[]){"met vriendelijke groet*", "vriendelijke groet*", "mvg", "m v g",
	    "groet", "groeten", "groetjes", "hartelijke groet*", "hoogachtend", "kind regards",
	    "best regards", "regards", "warm regards", "sincerely", "yours", "best wishes",
	    "cheers", "mit freundlichen gruss*", "freundliche gruss*", "viele gruss*",
	    "beste gruss*", "mfg", "herzliche gruss*", "gruss", "cordialement",
	    "bien cordialement", "salutations", "bien a vous", "cordiales", "saludos",
	    "un saludo", "atentamente", "cordiali saluti", "distinti saluti", "saluti",
	    "atenciosamente", "cumprimentos", "com os melhores", "abracos",
	    "med vanliga halsningar", "vanliga halsningar", "halsningar", "mvh",
	    "med venlig hilsen", "venlig hilsen", "hilsen", "med vennlig hilsen",
	    "vennlig hilsen", "pozdrawiam", "z powazaniem", NULL},
	FIRST},
    {WORD_POLITE,
	(const char *const[]){"graag van dienst", "graag te woord", "weer graag", "let op",
	    "please note", "quote this", "quote the", "vermeld dit", "vermeld het",
	    "further correspondence", "beachten sie", "bitte beachten", "veuillez noter",
	    "ter info", "fijne", "prettige", "feestdagen", "gelukkig nieuwjaar", "begrip",
	    "happy", "merry", "season s greetings", "understanding", "patience", "frohe*",
	    "schone*", "verstandnis", "joyeu*", "bonne*", "comprehension", "felices", "felice*",
	    "comprension*", "comprensione", "boas festas", "compreensao", "god jul",
	    "forstaelse", NULL},
	ANYWHERE},
    {WORD_PAST,
	(const char *const[]){"sinds", "since", "seit", "depuis", "was", "were", "waren",
	    "geweest", "had", "hadden", "war", "gewesen", "etais", "etait", "etions", "estaba",
	    "estuve", "ero", "eravamo", "estava", "estive", "var", "sinds ik", "since i",
	    "seit ich", NULL},
	ANYWHERE},
    {WORD_WANTED,
	(const char *const[]){"ik wil", "wij willen", "ik wou", "i want", "ich mochte",
	    "ich will", "je veux", "je voudrais", "quiero", "vorrei", "nodig", "need", "needs",
	    "brauche", "brauchen", "benotige", "besoin", "necesito", "bisogno", "preciso",
	    "graag", "kun je", "kun jij", "kunt u", "kunnen jullie", "kan iemand", "wilt u",
	    "wil je", "willen jullie", "zou u", "zou je", "zouden jullie", "jullie", "aub",
	    "alsjeblieft", "alstublieft", "svp", "please", "could you", "can you", "would you",
	    "will you", "bitte", "konnten sie", "konnen sie", "kannst du", "konntest du",
	    "pouvez vous", "pourriez vous", "peux tu", "merci de", "veuillez", "podria*",
	    "puede*", "por favor", "potete", "potreste", "puo", "per favore", "poderia*",
	    "pode", "kan ni", "kan i", "kan dere", "kan du", "voglio", "wil ik", "moet",
	    "moeten", NULL},
	ANYWHERE},
    {WORD_MATTER,
	(const char *const[]){"last van", "hetzelfde", "dezelfde", "marcheer*", "not working",
	    "isn t working", "overleggen", "in overleg met", "even overleg", "gewijzigd worden",
	    "aanpassen", "blijft", "remains", "tot nu", "tot nog toe", "tot op heden",
	    "until now", "so far", "bis jetzt", "bis heute", "bisher", "jusqu a present",
	    "jusqu ici", "hasta ahora", "finora", "ate agora", "mijn out of office",
	    "my out of office", "mijn afwezigheidsmelding", "mijn afwezigheidsbericht",
	    "meine abwesenheitsnotiz", "werkt", "werkte", "werken nog", "doet het", "doen het",
	    "deed het", "doet", "probeer*", "geprobeerd", "proberen", "test", "teste", "testen",
	    "getest", "tested", "testing", "kijk", "kijken", "nakijken", "nagekeken",
	    "nog steeds", "nog niet", "still", "try", "tried", "trying", "opgelost",
	    "oplossing", "solved", "solution", "fixed", "resolved", "akkoord", "accoord",
	    "approve*", "goedgekeurd", "accepted", "accept", "accepteer", "probleem",
	    "problemen", "problem*", "issue", "issues", "fout", "foutmelding", "error*",
	    "kapot", "broken", "defect", "stuk", "storing", "lukt", "gelukt", "snap", "begrijp",
	    "works", "worked", "is working", "not work", "doesn t", "instel*", "ingesteld",
	    "aanzetten", "uitzetten", "set up", "turn off", "turn on", "blokkeren",
	    "verwijderen", "krijg", "bespreek*", "bespreken", "besproken", "discuss*", "laat",
	    "houd", "hou", "leave it", "leave the", "keep", "let you know", "let me know",
	    "hoor ik", "hoor het", "horen", "bijgevoegd", "bijlage", "hierbij", "attached",
	    "attachment", "anbei", "im anhang", "ci joint", "adjunt*", "allegat*", "anexo",
	    "zoals", "as discussed", "funktioniert", "klappt", "geht nicht", "geht wieder",
	    "probier*", "ausprobier*", "getestet", "fehler*", "gelost", "geloest", "erledigt",
	    "prufe", "schaue", "schau", "sage bescheid", "marche", "marchent", "fonctionne*",
	    "essaye*", "essaie*", "essayer*", "verifie*", "verifier*", "regle", "resolu",
	    "probleme*", "panne", "funciona*", "pruebo", "probar*", "probare", "resuelto",
	    "fallo", "funziona*", "provo", "provero", "risolto", "verifico", "resolvido",
	    "vou testar", "virker", "fungerar", "fungerer", "testar", "testa", "provar", "fejl",
	    "felet", "dziala", "spreek je", "afspraak", "langskomen", "langs", "monteur", NULL},
	ANYWHERE},
    {WORD_REACTED,
	(const char *const[]){"reageerde", "gereageerd", "reacted", "reagiert", "reagi",
	    "reagit", "reacciono", "reaccionado", "reagito", "reagiu", "reagerade", "reagerat",
	    "reagerede", "reagerte", "zareagowal*", "reagoi", NULL},
	ANYWHERE},
    {WORD_BE,
	(const char *const[]){"ben", "zijn", "zit", "am", "m", "are", "be", "bin", "sind",
	    "suis", "sommes", "serai", "estoy", "estare", "estaremos", "sono", "saro", "siamo",
	    "estou", "estarei", "ar", "er", "jestem", NULL},
	ANYWHERE},
    {WORD_UNTIL,
	(const char *const[]){"tot", "t m", "until", "till", "til", "through", "bis", "jusqu*",
	    "hasta", "fino", "ate", "till och med", "til og med", "do", NULL},
	ANYWHERE},
    {WORD_THIS,
	(const char *const[]){"you are trying to reach", "you have reached",
	    "u probeert te bereiken", "dit", "deze", "hierop", "this", "that email", "dies*",
	    "hierauf", "ceci", "ce", "cet", "cette", "este", "esta", "questo", "questa",
	    "detta", "denna", "dette", "denne", "ten", "ta", NULL},
	ANYWHERE},
    {WORD_USE,
	(const char *const[]){"gebruik", "gebruikt", "in gebruik", "actief", "in use", "used",
	    "active", "valid", "aktiv", "genutzt", "verwendet", "utilisee", "utilise", "activa",
	    "activo", "attiva", "attivo", "monitored", "beheerd", "checked", NULL},
	ANYWHERE},
    {WORD_CAN,
	(const char *const[]){"ik kan", "kan ik", "we kunnen", "kunnen we", "i can", "we can",
	    "ich kann", "kann ich", "wir konnen", "je peux", "je ne peux", "puedo", "podemos",
	    "posso", "jag kan", "jeg kan", NULL},
	ANYWHERE},
    {WORD_OPEN,
	(const char *const[]){"open", "geopend", "geoffnet", "ouvert*", "abiert*", "apert*",
	    "abert*", "oppet", "aben", "apen", NULL},
	ANYWHERE},
    {WORD_LEGAL,
	(const char *const[]){"confidential*", "disclaimer", "legally privileged", "addressee*",
	    "intended recipient", "vertrouwelijk*", "geadresseerde*", "uitsluitend bestemd",
	    "vertraulich*", "haftungsausschluss", "confidentiel*", "confidencial*", "riservat*",
	    "destinatario*", "destinataire*", "poufn*", "fortrolig*", "konfidentiell*", NULL},
	ANYWHERE},
};

static const WordIndex *
index_of_rows(void)
{
	static const WordIndex *index; /* built once, and never changed */

	if (index == NULL)
		index = word_index_new(rows, G_N_ELEMENTS(rows));
	return index;
}

uint64_t
word_class_find(const char *folded)
{
	const WordIndex *index = index_of_rows();
	uint64_t found = 0;

	for (const char *blank = folded; blank != NULL && blank[1] != '\0';
	     blank = strchr(blank + 1, ' '))
		found |= word_index_find(index, blank + 1, blank == folded);
	return found;
}

bool
word_class_follows(const char *folded, uint64_t first, uint64_t then)
{
	const WordIndex *index = index_of_rows();
	unsigned since = WORD_DISTANCE + 1;

	for (const char *blank = folded; blank != NULL && blank[1] != '\0';
	     blank = strchr(blank + 1, ' '), since++) {
		uint64_t here = word_index_find(index, blank + 1, true);

		if (since <= WORD_DISTANCE && (here & then) != 0)
			return true;
		if ((here & first) != 0)
			since = 0;
	}
	return false;
}

static void
add_folded(GString *out, gunichar c)
{
	gunichar parts[DECOMPOSED_MAX];
	size_t count =
	    g_unichar_fully_decompose(g_unichar_tolower(c), false, parts, DECOMPOSED_MAX);

	for (size_t i = 0; i < count; i++)
		if (parts[i] == 0xDF)
			g_string_append(out, "ss");
		else if (parts[i] == 0xE6)
			g_string_append(out, "ae");
		else if (parts[i] == 0xF8)
			g_string_append_c(out, 'o');
		else if (parts[i] == 0x142)
			g_string_append_c(out, 'l');
		else if (!g_unichar_ismark(parts[i]))
			g_string_append_unichar(out, parts[i]);
}

char *
word_class_fold(const char *text, long size)
{
	size_t length = size < 0 ? strlen(text) : (size_t)size;
	GString *out = g_string_append_c(g_string_sized_new(length + 3), ' ');
	const char *end = text + length;

	for (const char *p = text; p < end; p = g_utf8_next_char(p)) {
		bool is_ascii = (*p & 0x80) == 0;
		gunichar c = is_ascii ? 0 : g_utf8_get_char(p);

		if (g_ascii_isalnum(*p))
			g_string_append_c(out, *p | 0x20);
		else if (!is_ascii && g_unichar_isalnum(c))
			add_folded(out, c);
		else if ((is_ascii || !g_unichar_ismark(c)) && out->str[out->len - 1] != ' ')
			g_string_append_c(out, ' ');
	}
	if (out->str[out->len - 1] != ' ')
		g_string_append_c(out, ' ');
	return g_string_free(out, false);
}
