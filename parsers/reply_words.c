/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words by which the lines of mail programs are told, in lower case; each list ends in NULL. A language is
 * added here and nowhere else.
 */
#include "parsers/reply_words.h"

#include <glib.h>
#include <string.h>

/* Who wrote: the verb in the line that introduces a quote. */
const char *const reply_wrote[] = {"wrote", "schreef", "geschreven", "schrieb", "geschrieben",
    "ha escrito", "escribió", "ha scritto", "escreveu", "napisał", "napisal", "pisze", "skrev",
    "skrifaði", "kirjoitti", "написал", "пишет", "пише", "yazdı", "έγραψε", "napsal", "írta",
    "a scris", "menulis", "viết", "写道", "のメール", "작성", "va escriure", "escrigué", "sent",
    "écrit", "napisana przez", "написа", "napísal", "missatge de", "rašė", "rakstīja",
    "kirjutas", "כתב", "מאת", "كتب", "نوشت", "เขียน", "लिखा", "idatzi", "escribiu", NULL};

/* What starts such a line that needs no verb. */
const char *const reply_quoting[] = {
    "quoting ", "citeren ", "zitat von ", "citando ", "cytowanie ", NULL};

/* What stands in sentences and in no such line, between blanks: names are written with capitals. Neither what another
 * language writes in its dates ("je", "u", "at", "mon"). */
const char *const reply_persons[] = {" ik ", " wij ", " mij ", " mijn ", " onze ", " ons ",
    " jullie ", " jouw ", " jij ", " uw ", " zij ", " hij ", " dat ", " dit ", " deze ",
    " waarin ", " waarop ", " werd ", " staat ", " stond ", " zoals ", " toen ", " schreef u ",
    " schreef je ", " u schreef ", " je schreef ", " heeft u ", " had u ", " heb je ",
    " had je ", " schreven we ", " hebben we ", " we ", " U ", " I ", " I've ", " I’ve ",
    " I'd ", " my ", " our ", " us ", " me ", " you ", " your ", " they ", " he ", " she ",
    " that ", " this ", " these ", " which ", " ich ", " wir ", " mir ", " mich ", " mein ",
    " meine ", " meinem ", " meiner ", " meinen ", " unser ", " unsere ", " unserem ",
    " unserer ", " uns ", " er ", " sie ", " Sie ", " Ihnen ", " Ihr ", " Ihre ", " Ihrem ",
    " Ihrer ", " ihr ", " dass ", " daß ", " dies ", " diese ", " wie ", " j'", " j’", " nous ",
    " vous ", " notre ", " votre ", " que ", " qu'", " qu’", " ceci ", " cela ", " je vous ",
    " je t'", " he escrito ", " hemos ", " yo ", " usted ", " ho scritto ", " abbiamo ",
    " che ", " questo ", " escrevi ", " escrevemos ", " jag ", " jeg ", " vi ", " mig ",
    " att ", " minä ", " napisałem ", " napisałam ", " napisaliśmy ", " że ", NULL};

/* How such a line starts. */
const char *const reply_intro_starts[] = {"on ", "op ", "am ", "le ", "el ", "il ", "em ",
    "no dia ", "w dniu ", "dnia ", "den ", "d. ", "pe ", "pada ", "dne ", "vào ", "il giorno ",
    "a ", "στις ", "at ", "in message", "van: ", "på ", "lør", "søn", "man", "tir", "ons",
    "tor", "fre", "em seg", "em ter", "em qua", "em qui", "em sex", "em sáb", "em dom", "в ",
    "ke ", "ti ", "ma ", "to ", "pt", "śr", "pon", "wt", "czw", "sob", "niedz", "*on ", "en ",
    "wiadomość napisana", "da: ", NULL};

/* The labels of a header block that stands in a text. */
const char *const reply_from_labels[] = {"from", "van", "von", "de", "da", "od", "från", "fra",
    "lähettäjä", "от", "expéditeur", "remitente", "mittente", "remetente", "afzender",
    "absender", "avsändare", "kimden", "de la", "feladó", "nadawca", "发件人", "差出人",
    "보낸 사람", "מאת", "από", "من", "az", "од", "від", "saatja", "no", "nuo", "pošiljatelj",
    "pošiljatel", "odosielateľ", "dari", "từ", "จาก", "nga", "frá", "expeditor", "pengirim",
    "gönderen", "از", "寄件者", "寄件人", "送信者", "보낸사람", "प्रेषक", "avsender", "afsender",
    "emetteur", "émetteur", NULL};

const char *const reply_date_labels[] = {"sent", "date", "verzonden", "datum", "gesendet",
    "envoyé", "envoyé le", "enviado", "enviado el", "enviada em", "enviado em", "enviada",
    "enviados", "fecha", "inviato", "data", "data wysłania", "wysłano", "skickat", "sendt",
    "dato", "lähetetty", "дата", "отправлено", "verzonden op", "odesláno", "发送时间",
    "送信日時", "보낸 날짜", "נשלח", "תאריך", "στάλθηκε", "ημερομηνία", "تم الإرسال",
    "تاريخ الإرسال", "التاريخ", "elküldve", "dátum", "gönderildi", "gönderme tarihi", "tarih",
    "trimis", "послато", "послано", "датум", "надіслано", "изпратено", "saadetud", "kuupäev",
    "nosūtīts", "datums", "išsiųsta", "poslano", "odoslané", "dikirim", "tanggal", "đã gửi",
    "ngày", "ส่ง", "วันที่", "dërguar", "dagsetning", "päiväys", "päivämäärä", "pvm", "تاریخ",
    "日期", "寄件日期", "日付", "날짜", "보낸날짜", "enviat", "dia", "bidalita", "sendt dato",
    "date d'envoi", "date d’envoi", "fecha de envío", "gesendet am", "sent at", "date sent",
    "sent on", "verstuurd", "verstuurd op", NULL};

const char *const reply_to_labels[] = {"to", "aan", "an", "à", "para", "a", "do", "till", "til",
    "кому", "vastaanottaja", "destinataire", "destinatario", "komu", "pour", "收件人", "宛先",
    "받는 사람", "אל", "προς", "إلى", "címzett", "kime", "către", "за", "до", "адресат",
    "adressaat", "kellele", "kam", "za", "prima", "pre", "kepada", "tới", "đến", "ถึง", "për",
    "به", "收件者", "받는사람", "per a", "destinatari", NULL};

const char *const reply_subject_labels[] = {"subject", "onderwerp", "betreff", "objet",
    "asunto", "oggetto", "assunto", "temat", "ämne", "emne", "aihe", "тема", "konu", "předmět",
    "subiect", "主题", "件名", "제목", "נושא", "θέμα", "الموضوع", "موضوع", "tárgy", "предмет",
    "teema", "tēma", "tema", "predmet", "perihal", "subjek", "chủ đề", "tiêu đề", "เรื่อง",
    "efni", "主旨", "標題", "assumpte", "gaia", "lënda", "otsikko", NULL};

const char *const reply_other_labels[] = {"cc", "bcc", "dw", "kopi", "kopie", "kopia",
    "copie à", "reply-to", "reply to", "cci", "organization", "importance", "urgentie",
    "antwort an", "beantwoorden", "attachments", "bijlagen", "répondre à", "responder a",
    "עותק", "kopja", "másolat", "bilgi", "в копії", "копия", "koopia", "kopio", "copia",
    "cópia", "kópia", "tembusan", "副本", "抄送", "참조", "anlagen", "allegati", "liitteet",
    "anexos", "datos adjuntos", "pièces jointes", NULL};

/* What stands between dashes over an original. */
const char *const reply_original[] = {"original message", "original appointment",
    "oorspronkelijk bericht", "oorspronkelijke bericht", "origineel bericht",
    "originele bericht", "ursprüngliche nachricht", "originalnachricht", "original-nachricht",
    "originalmeldung", "message d'origine", "message d’origine", "message original",
    "message initial", "mensaje original", "messaggio originale", "mensagem original",
    "wiadomość oryginalna", "oryginalna wiadomość", "pierwotna wiadomość",
    "ursprungligt meddelande", "originalmeddelande", "oprindelig meddelelse",
    "original meddelelse", "opprinnelig melding", "original melding", "alkuperäinen viesti",
    "исходное сообщение", "original e-mail", "original email", "reply message", "antwort",
    "původní zpráva", "eredeti üzenet", "mesajul original", "원본 메시지", "原始邮件",
    "original mail", "mail original", "ursprüngliche mail", NULL};

const char *const reply_forwarded[] = {"forwarded message", "forwarded by",
    "doorgestuurd bericht", "weitergeleitete nachricht", "anfang der weitergeleiteten",
    "message transféré", "message transmis", "début du message", "mensaje reenviado",
    "inicio del mensaje reenviado", "messaggio inoltrato", "inizio messaggio inoltrato",
    "mensagem encaminhada", "mensagem reencaminhada", "message réexpédié",
    "przekazana wiadomość", "wiadomość przekazana", "przekazywanej wiadomości",
    "przekazanej wiadomości", "vidarebefordrat brev", "vidarebefordrat meddelande",
    "videresendt meddelelse", "videresendt melding", "videresendt besked", "forwarded mail",
    "пересылаемое сообщение", "välitetty viesti", NULL};

bool
reply_words_in(const char *text, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strstr(text, *words) != NULL)
			return true;
	}
	return false;
}

bool
reply_words_start(const char *text, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (**words == *text && g_str_has_prefix(text, *words))
			return true;
	}
	return false;
}
