/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One table; a language is added here and nowhere else. What the desk's customers say of themselves or of what is wrong
 * is in it, too, because a warning never says it.
 */
#include "parsers/banner_words.h"

#include <string.h>

/* Folded, in groups of one language or some that are near; a word that ends in '*' may go on. */
static const struct {
	BannerWord says;
	const char *words;
} groups[] = {
    {BANNER_OUTSIDE,
	" ext extern* exterieur* exterior* estern* ekstern* ulkoi* ulkopuol* zewnetrzn* "},
    {BANNER_OUTSIDE, " outside "},
    {BANNER_OUTSIDE, " buiten buitenaf "},
    {BANNER_OUTSIDE, " ausserhalb "},
    {BANNER_OUTSIDE, " fuera "},
    {BANNER_OUTSIDE, " fuori "},
    {BANNER_OUTSIDE, " fora "},
    {BANNER_OUTSIDE, " utanfor utenfor udenfor "},
    {BANNER_SENDER,
	" sender* someone somebody colleague* person* employee* staff member* contact* "},
    {BANNER_SENDER,
	" afzender* iemand collega* persoon medewerker* personen contact* relatie* "},
    {BANNER_SENDER, " absender* jemand kollege* mitarbeiter* kontakt* "},
    {BANNER_SENDER, " expediteur* quelqu* collegue* collaborat* "},
    {BANNER_SENDER, " remitente* mittente* remetente* emisor "},
    {BANNER_SENDER, " avsandare* afsender* avsender* "},
    {BANNER_MAIL, " mail* email* message messages mailbox "},
    {BANNER_MAIL, " bericht berichten "},
    {BANNER_MAIL, " nachricht nachrichten "},
    {BANNER_MAIL, " courriel* "},
    {BANNER_MAIL, " correo* mensaje "},
    {BANNER_MAIL, " messaggio posta "},
    {BANNER_MAIL, " mensagem "},
    {BANNER_MAIL, " meddelande melding besked e-post epost "},
    {BANNER_THIS, " this these "},
    {BANNER_THIS, " deze dit "},
    {BANNER_THIS, " diese dieser dieses dies "},
    {BANNER_THIS, " ce cet cette "},
    {BANNER_THIS, " este esta "},
    {BANNER_THIS, " questo questa "},
    {BANNER_THIS, " denne dette detta det "},
    {BANNER_YOU, " you your "},
    {BANNER_YOU, " u uw je jij jouw jou "},
    {BANNER_YOU, " sie ihr ihre ihnen ihrem "},
    {BANNER_YOU, " vous votre vos usted voi "},
    {BANNER_ACT, " click clicking clicks open opening trust* recogni* know* expect* reply "
		 "respond forward* report* verify check* consider* handle download* enter give "
		 "provide disclos* share think* proceed interact avoid treat take confirm scan "
		 "enable inspect hover contact "},
    {BANNER_ACT, " klik klikken klikt open openen opent herken* kent kennen vertrouw* "
		 "verwacht* antwoord* meld* controleer* deel denk* geef voer aanklikken kijk "
		 "volg bevestig vul reageer ga ken "},
    {BANNER_ACT, " offne* klick* erkenn* kennen kennt vertrau* erwart* antworten prufen melde* "
		 "offnen anklicken antworte* uberpruf* vergewisser* prufe* "},
    {BANNER_ACT, " clique* ouvr* connaiss* reconnai* repond* verifie* attend* signal* cliqu* "
		 "verification telecharg* transfer* "},
    {BANNER_ACT, " abra abrir haga conozc* reconoz* respond* "},
    {BANNER_ACT, " apra aprire clic cliccar* conosc* riconosc* verifica* rispond* fidar* si "},
    {BANNER_ACT, " klikk* abn* apn* oppn* "},
    {BANNER_CARE, " caution* cautious* careful* care warning* warn* beware attention alert* "
		  "vigilan* unless notice untrusted cautiously suspicion suspicious risk* wary "
		  "remember reminder stop "},
    {BANNER_CARE, " let pas opgelet attentie waarschuwing* voorzichtig* zorgvuldig zomaar "
		  "tenzij oplettend waakzaam gevaar risico* extra "},
    {BANNER_CARE, " achtung vorsicht* achtsam wachsam warnung* hinweis aufpassen "},
    {BANNER_CARE, " avertissement prudent* prudence sauf "},
    {BANNER_CARE, " precau* atencion cuidado advertencia aviso "},
    {BANNER_CARE, " attenzione cautela prudenza avviso "},
    {BANNER_CARE, " forsigt* forsikt* advarsel varning obs "},
    {BANNER_LINK, " link* url* hyperlink* attachment* content* website* image* file* document* "
		  "button* password* "},
    {BANNER_LINK, " koppeling* bijlage* inhoud bijlagen bijlages bestand* knop wachtwoord* "},
    {BANNER_LINK, " anhang* anhange* inhalt* datei* passwort* "},
    {BANNER_LINK, " lien* jointe* contenu* fichier* piece* "},
    {BANNER_LINK, " enlace* adjunto* archivo* "},
    {BANNER_LINK, " collegament* allegat* "},
    {BANNER_LINK, " vedhæft* vedlegg* bilag* filer fil "},
    {BANNER_COMES, " came come* from originat* origin sent send* received receive* receiving "
		   "source coming originates arrived sending "},
    {BANNER_COMES, " kom komt kwam afkomstig verzonden verstuurd gestuurd ontvangen ontvangt "
		   "bron krijgt krijgen kreeg ontving verstuur verzend stuurt "},
    {BANNER_COMES,
	" stammt kommt gesendet versendet verschickt geschickt erhalten quelle quelle* "
	"versandt geschrieben "},
    {BANNER_COMES, " provien* vient envoye* recu* obtenez recevez recevoir "},
    {BANNER_COMES, " proviene procede origino enviad* recib* provenien* "},
    {BANNER_COMES, " proviene inviat* ricev* "},
    {BANNER_COMES, " kommer skickat* sendt mottag* "},
    {BANNER_COMPANY, " organi* company* corporat* domain* network group university security "
		     "office workplace tenant institution* college school hospital "},
    {BANNER_COMPANY,
	" bedrijf* onderneming instelling gemeente netwerk domein universiteit beveiliging "
	"ziekenhuis school kantoor stichting hogeschool provincie ministerie organisatie* "},
    {BANNER_COMPANY, " unternehmen* firma sicherheit unternehmens konzern* haus* netz* "},
    {BANNER_COMPANY, " entreprise* societe* "},
    {BANNER_COMPANY, " empresa azienda "},
    {BANNER_NOT, " not no never do cannot cant couldnt isnt wasnt dont doesnt didnt "},
    {BANNER_NOT, " niet geen nooit "},
    {BANNER_NOT, " nicht kein* "},
    {BANNER_NOT, " ne n pas "},
    {BANNER_NOT, " no non nao "},
    {BANNER_NOT, " inte ikke "},
    {BANNER_CAN, " can cannot cant "},
    {BANNER_CAN, " kan kunnen "},
    {BANNER_CAN, " kann konnen "},
    {BANNER_CAN, " peut peuvent puede "},
    {BANNER_SELDOM,
	" often rarely seldom first usually normally previously correspond* communicat* "},
    {BANNER_SELDOM, " vaak zelden eerste normaal eerder gewoonlijk "},
    {BANNER_SELDOM, " oft haufig selten erste* bisher zuvor normalerweise ersten "},
    {BANNER_SELDOM, " souvent rarement premiere jamais "},
    {BANNER_SELDOM, " suele primera "},
    {BANNER_SELDOM, " spesso prima "},
    {BANNER_SELDOM, " ofte ofta "},
    {BANNER_PROVEN, " verified validated confirmed identity authentic* impersonat* spoof* "
		    "trusted recognized known "},
    {BANNER_PROVEN, " geverifieerd gevalideerd identiteit "},
    {BANNER_PROVEN, " verifiziert identitat "},
    {BANNER_PROVEN, " identite "},
    {BANNER_PROVEN, " identidad verificad* "},
    {BANNER_SCANNED, " scan scanned checked "},
    {BANNER_SCANNED, " gescand gecontroleerd virusvrij gescreend onderzocht "},
    {BANNER_SCANNED, " gepruft uberpruft virenfrei untersucht "},
    {BANNER_SCANNED, " analyse* verifie "},
    {BANNER_SCANNED, " escaneado analizado "},
    {BANNER_SCANNED, " controllat* scannat skannet "},
    {BANNER_HARM, " virus* malware spam junk phish* suspicious suspect* dangerous harmful "
		  "malicious fraud* scam* antivir* "},
    {BANNER_HARM, " verdacht* gevaarlijk* schadelijk* ongewenst* "},
    {BANNER_HARM, " viren virenfrei virensch* schadlich* gefahrlich* "},
    {BANNER_HARM, " dangereu* frauduleu* "},
    {BANNER_HARM, " sospechos* "},
    {BANNER_WHY, " important* belangrijk* wichtig* "},
    {BANNER_OTHER, " a an the of to in into on or and that is are was were be been being has "
		   "have had if when our we us it its with for at by as but before after any "
		   "all only which who may might could should must will please very more other "
		   "than over against taking further action its believed clean appears seems "
		   "looks still learn why about info information e time some people here "},
    {BANNER_OTHER, " de het een van op aan en dat die zijn werd wordt worden als ons onze wij "
		   "we met voor voordat bij door om te er maar alleen weet dan wel iets over "
		   "meer informatie lees waarom ontdek vanaf vanuit bent heeft hebt moet mag "
		   "wees eerst altijd goed via tot uit lijkt schoon adres andere "},
    {BANNER_OTHER,
	" der die das ein eine einen einem einer und oder dass ist sind wurde wird "
	"werden von vom zu zum zur im auf mit fur bei beim durch wenn wie unser* wir "
	"bitte seien sei nur auch warum erfahren aus dem den des es sich "},
    {BANNER_OTHER,
	" le la les l un une des du d et ou que qui est sont a ete par dans avec pour si nous "
	"notre nos en au aux il soyez veuillez c cest pourquoi s partir piece* savoir "},
    {BANNER_OTHER,
	" el los las al y lo se que su sea por con para nos nuestra menos electronico "},
    {BANNER_OTHER, " i gli uno dei delle da di ed per con se che si sono sui nel elettronica "},
    {BANNER_OTHER, " safe unknown software secure securely use using sure free treat sensitive "
		   "personal extra especially even such any including company "},
    {BANNER_OTHER,
	" veilig* onbekend* sommige nog heb ook echt zeker dus pas alle nieuwe eigen niemand "},
    {BANNER_OTHER, " sicher* unbekannt* hat haben mochten oder gelangt einer "},
    {BANNER_OTHER, " sur surs inconnu* seguro sicuro avant apres lorsque "},
    {BANNER_OTHER, " sconosciut* dall dell nell sull prima "},
    {BANNER_OTHER, " desconocid* o ni "},
    {BANNER_OTHER, " fra fran pa av som er et vid till "},
    {BANNER_NEVER, " im ive my me mine "},
    {BANNER_NEVER, " ik mijn mij mn jullie graag kunt kun svp aub akkoord bedankt dank hoor "
		   "hallo hoi dag beste geachte goedemorgen goedemiddag "},
    {BANNER_NEVER, " ich mein* mich mir danke kaputt funktioniert geht fehler "},
    {BANNER_NEVER, " mon ma mes jai moi merci bonjour marche panne "},
    {BANNER_NEVER, " thanks thank hello hi dear "},
    {BANNER_NEVER,
	" works working broke* fails failed error problem* issue help need needs needed "},
    {BANNER_NEVER, " werkt werken werkte doet lukt kapot stuk defect fout foutmelding storing "
		   "nodig hulp binnen terecht verdwenen wacht printer computer laptop "},
    {BANNER_NEVER, " opened clicked geopend geklikt geoffnet angeklickt ouvert* "},
};

/* Whether the word is one of these. */
static bool
is_one_of(const char *word, size_t size, const char *entry)
{
	while (*++entry != '\0') {
		size_t length = strcspn(entry, " ");
		bool goes_on = entry[length - 1] == '*';
		size_t fixed = length - goes_on;

		if ((goes_on ? fixed <= size : fixed == size) &&
		    strncmp(word, entry, fixed) == 0)
			return true;
		entry += length;
	}
	return false;
}

BannerWord
banner_word(const char *word)
{
	size_t size = strlen(word);
	BannerWord says = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
		if (is_one_of(word, size, groups[i].words))
			says |= groups[i].says;
	return says;
}
