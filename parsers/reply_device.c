/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People write "Sent from the office: two boxes", "Verzonden vanaf mijn telefoon werkt het niet" and "Outlook voor iOS
 * werkt niet", and not a word of theirs may be lost. So a line counts only if it begins as programs begin and then has
 * names and numbers, and of other words none but those that stand around names. A language is added to these lists and nowhere else.
 */
#include "parsers/reply_device.h"

#include <glib.h>
#include <string.h>

#include "parsers/text.h"

enum {
	MAX_SIZE = 120,
	MAX_WORDS = 12,
	MAX_STORE_WORDS = 7, /* of "get Outlook for ..." */
	MAX_LINK_WORDS = 6,
	MAX_FIRST = 6, /* bytes of a first look */
};

/* "Sent from my ": whose device it is says enough. */
static const char *const own[] = {"sent from my ", "sent by my ", "sent via my ",
    "verzonden vanaf mijn ", "verzonden via mijn ", "verzonden met mijn ",
    "verstuurd vanaf mijn ", "verstuurd via mijn ", "verstuurd met mijn ",
    "gesendet von meinem ", "gesendet von meiner ", "envoyé de mon ", "envoyé depuis mon ",
    "envoyé à partir de mon ", "enviado desde mi ", "inviato dal mio ", "enviado do meu ",
    "enviado da minha ", "enviado a partir do meu ", "wysłane z mojego ", "wysłano z mojego ",
    "skickat från min ", "skickades från min ", "skickat med min ", "sendt fra min ",
    "lähetetty minun ", NULL};

/* What could as well begin a sentence. */
static const char *const sent[] = {"sent from ", "sent via ", "sent with ", "sent using ",
    "sent on ", "sent by ", "verzonden vanaf ", "verzonden vanuit ", "verzonden met ",
    "verzonden via ", "verzonden door ", "verstuurd vanaf ", "verstuurd vanuit ",
    "verstuurd met ", "verstuurd via ", "gesendet von ", "gesendet mit ", "gesendet aus ",
    "gesendet über ", "envoyé de ", "envoyé depuis ", "envoyé à partir ", "envoyé avec ",
    "envoyé par ", "provenance : ", "enviado desde ", "enviado con ", "enviado por ",
    "inviato da ", "inviato con ", "inviato tramite ", "enviado de ", "enviado do ",
    "enviado da ", "enviado a partir ", "enviado com ", "enviado pelo ", "enviado via ",
    "wysłane z ", "wysłano z ", "wysłane przez ", "wysłano za pomocą ", "skickat från ",
    "skickat med ", "sendt fra ", "sendt med ", "sendt via ", "lähetetty ", "отправлено с ",
    "отправлено из ", "odesláno z ", "trimis de pe ", NULL};

/* Where the verb comes last. */
static const char *const from[] = {
    "von ", "vom ", "van mijn ", "diese nachricht wurde ", "iphoneから", NULL};

static const char *const at_last[] = {"gesendet", "verzonden", "verstuurd", "送信", NULL};

static const char *const get[] = {"get ", "download ", "ontvang ", "outlook ",
    "holen sie sich ", "laden sie ", "obtenir ", "obtenez ", "télécharger ", "téléchargez ",
    "obtener ", "descargar ", "obtén ", "ottieni ", "scarica ", "obter ", "obtenha ", "baixar ",
    "baixe ", "transferir ", "pobierz ", "uzyskaj ", "hämta ", "skaffa ", "ladda ned ", "hent ",
    "få ", "last ned ", NULL};

static const char *const load[] = {
    "downloaden", "herunterladen", "ios", "android", "mac", "windows", NULL};

static const char *const products[] = {"iphone", "ipad", "ipod", "android", "samsung", "galaxy",
    "outlook", "blackberry", "yahoo", "proton", "gmail", "windows", "huawei", "xiaomi", "nokia",
    "sparrow", "pixel", "oneplus", "fairphone", "motorola", "typeapp", "spark", "mailbox",
    "mail app", "mail-app", "mail for", "mail für", "mail voor", "mail op", "mail til", "k-9",
    "tutanota", "tuta", "superhuman", "em client", "shortwave", "mymail", "bluemail",
    "mailspring", "zoho mail", "aol", "web.de", "gmx", "telekom", "orange", "libero mail",
    "mobile", "mobiel", "mobil", "telefoon", "telefon", "phone", "tablet", "handy", "gerät",
    "appareil", "device", "dispositivo", "móvil", "telemóvel", "correo para", "courrier pour",
    "posta per", "correio para", "email para", "e-post för", "e-post for", "poczta dla",
    "the go", "the road", NULL};

/* What may stand around the names of devices and programs; whoever says more than this says something. No word that is
 * a negation in one of the languages ("no"). */
static const char *const around[] = {"my", "a", "an", "the", "on", "with", "via", "using",
    "for", "by", "from", "in", "of", "and", "at", "to", "mijn", "een", "de", "het", "met", "op",
    "voor", "vanaf", "vanuit", "van", "en", "door", "mein", "meinem", "meiner", "einem",
    "einer", "mit", "für", "von", "auf", "aus", "der", "dem", "über", "mon", "ma", "avec",
    "pour", "sur", "du", "un", "une", "le", "la", "à", "partir", "depuis", "mi", "con", "para",
    "desde", "una", "el", "il", "mio", "mia", "per", "da", "dal", "dalla", "su", "meu", "minha",
    "com", "do", "dispositivo", "z", "mojego", "dla", "min", "mit", "med", "för", "fra", "til",
    "på", "från", "c", "моего", "из", "ios", "secure", "safe", "em", "beveiligde", "veilige",
    "sichere", "sicherer", "messagerie", "sécurisée", "l'application", "l’application",
    "client", "all", "new", "app", "apps", "mail", "email", "e-mail", "e-post", "webmail",
    "correo", "courrier", "posta", "correio", "poczta", "client", "network", "netwerk", "netz",
    "wireless", "smartphone", "cell", "cellphone", "toestel", "apparaat", "handheld", "laptop",
    "computer", "desktop", "pc", "mac", "workstation", "keyboard", "touchscreen", "small",
    "tiny", "gesendet", "verzonden", "verstuurd", NULL};

/* What is excused behind it. */
static const char *const excused[] = {"typos", "typo", "brevity", "autocorrect", "typefout",
    "tikfout", "spelfout", "beknopt", "tippfehler", "kürze", "fautes", "brièveté", "errores",
    "errori", NULL};

static bool
ends_with(const char *line, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (g_str_has_suffix(line, *words))
			return true;
	}
	return false;
}

static bool
names_product(const char *line)
{
	for (unsigned i = 0; products[i] != NULL; i++) {
		if (strstr(line, products[i]) != NULL)
			return true;
	}
	return false;
}

static bool
is_word_of(const char *word, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strcmp(word, *words) == 0)
			return true;
	}
	return false;
}

/* Whether a word can name a device or program, or stands around such names: "Galaxy", "S23", "mobiltelefon". */
static bool
is_plain_word(const char *word)
{
	g_autofree char *lower = text_lower(word, -1);

	return g_unichar_isupper(g_utf8_get_char(word)) ||
	       strpbrk(word, "0123456789") != NULL || is_word_of(lower, around) ||
	       names_product(lower) || g_strcmp0(lower, "") == 0;
}

/* Whether a line, from behind the words with which it begins, goes on as a sentence. */
static bool
goes_on(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t,.;:()[]\"/|", -1);
	g_autofree char *lower = text_lower(text, -1);

	for (unsigned i = 0; excused[i] != NULL; i++) {
		if (strstr(lower, excused[i]) != NULL)
			return false;
	}
	for (unsigned i = 0; words[i] != NULL; i++) {
		if (!is_plain_word(words[i]))
			return true;
	}
	return false;
}

static unsigned
count_words(const char *line)
{
	unsigned words = *line != '\0';

	for (; *line != '\0'; line++)
		words += line[0] == ' ' && line[1] != ' ' && line[1] != '\0';
	return words;
}

/* "(Sent from my phone)", "Get Outlook for iOS<https://aka.ms/o0ukef>": without what is around it. */
static char *
bare_line(const char *line, bool *ret_link)
{
	char *bare = g_strdup(line + strspn(line, "("));
	char *link = strstr(bare, "http");
	size_t size = 0;

	*ret_link = link != NULL;
	if (link != NULL)
		*link = '\0';
	for (size = strlen(bare); size > 0 && strchr(" .)(<[]", bare[size - 1]) != NULL;)
		bare[--size] = '\0';
	return bare;
}

/* How many bytes of the line are one of the words. */
static size_t
start_size(const char *line, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (**words == *line && g_str_has_prefix(line, *words))
			return strlen(*words);
	}
	return 0;
}

/* `lower` has the bytes of `bare` but for their case. */
static bool
is_sent(const char *bare, const char *lower, bool has_link)
{
	unsigned words = count_words(bare);
	size_t skip = start_size(lower, own);

	if (skip > 0 && strchr(bare, ':') == NULL)
		return !goes_on(bare + skip);
	skip = start_size(lower, sent);
	if (skip > 0)
		return (names_product(lower) && !goes_on(bare + skip)) ||
		       (has_link && words <= MAX_LINK_WORDS);
	skip = start_size(lower, from);
	return skip > 0 && ends_with(lower, at_last) && names_product(lower) &&
	       !goes_on(bare + skip);
}

bool
reply_device_is(const char *line)
{
	bool has_link = false;
	g_autofree char *bare = NULL;
	g_autofree char *lower = NULL;
	unsigned words = 0;

	if (strlen(line) > MAX_SIZE || strchr(line, '?') != NULL)
		return false;
	bare = bare_line(line, &has_link);
	lower = text_lower(bare, -1);
	words = count_words(bare);
	if (words > MAX_WORDS || strlen(lower) != strlen(bare))
		return false;
	if (strstr(lower, "outlook ") != NULL && start_size(lower, get) > 0)
		return ends_with(lower, load) &&
		       words <= (g_str_has_prefix(lower, "outlook ") ? 4 : MAX_STORE_WORDS);
	return is_sent(bare, lower, has_link);
}

/* Whether the line begins like one of the words: their first letters, as long as those are ASCII. */
static bool
begins_like(const char *line, const char *const *words)
{
	char first = g_ascii_tolower(line[0]);
	char second = first == '\0' ? '\0' : g_ascii_tolower(line[1]);

	for (; *words != NULL; words++) {
		size_t size = 0;

		if (**words != first || ((*words)[1] > 0 && (*words)[1] != second))
			continue;
		while (size < MAX_FIRST && (*words)[size] > 0)
			size++;
		if (g_ascii_strncasecmp(line, *words, size) == 0)
			return true;
	}
	return false;
}

bool
reply_device_may_be(const char *line, size_t size)
{
	if (size < 8 || size > MAX_SIZE)
		return false;
	line += *line == '(';
	return begins_like(line, sent) || begins_like(line, get) || begins_like(line, from);
}
