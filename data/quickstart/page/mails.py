#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The mails of a desk's day, for ./quickstart page: mails.py FOLDER writes FOLDER/history.mbox, what is long past, and
FOLDER/mails/*.eml, what came this morning. The same each time, but for its dates."""
import base64
import random
import sys
import time
from email.utils import formatdate
from pathlib import Path

PEOPLE = [
    ('Els Bos', 'els@klant.example'), ('Piet Jansen', 'piet@klant.example'), ('Ria Smit', 'ria@smit.example'),
    ('Joris Kok', 'joris@kok.example'), ('Noor Aydin', 'noor@rijk.example'), ('Hans Mulder', 'hans@mulder.example'),
    ('Anna de Vries', 'anna@klant.example'), ('Mo el Amrani', 'mo@rijk.example'), ('Zoë Łukasiewicz', 'zoe@kok.example'),
]
SUBJECTS = [
    ('VPN valt elke tien minuten weg', 'Sinds maandag valt de verbinding steeds weg, ook tijdens het overleg met de directie.', 'Netwerk'),
    ('Nieuwe collega kan de agenda niet openen', 'Ze begint morgen om acht uur; het zou helpen als het dan werkt.', 'Werkplek'),
    ('Screen stays black after start', 'I hear it start and the fan runs.\nMy colleague’s dock gives the same.', 'Werkplek'),
    ('Printer A12 drukt alles dubbel af', 'Ook vanaf de andere verdieping, dus het ligt niet aan mijn laptop.', 'Werkplek'),
    ('Mail komt veertig minuten te laat', 'Vanmorgen weer. Is er iets met de server?', 'Netwerk'),
    ('Factuur 2026-113 noemt de verkeerde firma', 'Zie de bijlage.', 'Overig'),
    ('Teams: gasten komen de vergadering niet in', 'De lobby laat niemand binnen, ook niet per telefoon.', 'Werkplek'),
    ('Map van vorige week terugzetten', 'De map Offertes 2026 is per ongeluk verplaatst.\n- map: Offertes 2026\n- voor: vrijdag', 'Werkplek'),
    ('Wachtwoord van de scanner verlopen', 'Het apparaat zegt: login failed.', 'Netwerk'),
    ('Slow internet at the branch in Zwolle', 'The speed test is attached. 2 Mbit/s, where 200 is paid for.', 'Netwerk'),
    ('Telefoon synchroniseert geen contacten', 'Sinds de update van gisteren.', 'Werkplek'),
    ('Toetsenbord: de letter e blijft hangen', 'Dat is lastig in het Nederlands.', 'Werkplek'),
    ('Wifi in de kantine valt weg', 'Vooral rond het middaguur, als het druk is.', 'Netwerk'),
    ('Laptop wordt erg heet', 'De ventilator loopt de hele dag.', 'Werkplek'),
    ('Kan niet inloggen na vakantie', 'Ik was drie weken weg en mijn wachtwoord wordt niet meer herkend.', 'Werkplek'),
    ('Beamer van zaal 3 toont groen beeld', 'Om 14 uur is er een presentatie.', 'Werkplek'),
    ('Second screen flickers', 'It happens only when the desk is raised.', 'Werkplek'),
    ('Verkeerde naam in de handtekening', 'Mijn achternaam is veranderd.', 'Overig'),
    ('Bestand is alleen-lezen', 'Niemand van de afdeling kan het begrotingsbestand opslaan.', 'Werkplek'),
    ('Badge opent de achterdeur niet', 'De voordeur wel.', 'Overig'),
]
ROOMS = ('kamer 12', 'de balie', 'zaal 3', 'Zwolle', 'de receptie', 'het magazijn', 'thuis')
PIXEL = base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==')


def mail(number, person, subject, text, at, proven=True, file=None):
    """The bytes as our own mail server would have filed them."""
    name, address = person
    domain = address.split('@')[1]
    head = [f'Authentication-Results: mail.desk.example; dmarc={"pass" if proven else "fail"} header.from={domain}',
            f'From: {name} <{address}>', 'To: Servicedesk <servicedesk@desk.example>', f'Subject: {subject}',
            f'Date: {formatdate(at, localtime=True)}', f'Message-ID: <day-{number}@{domain}>', 'MIME-Version: 1.0']
    body = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '',
            text, '', f'Met vriendelijke groet,\n{name}', '']
    if file:
        body = ['Content-Type: multipart/mixed; boundary="b"', '', '--b'] + body + [
            '--b', f'Content-Type: image/png; name="{file}"', f'Content-Disposition: attachment; filename="{file}"',
            'Content-Transfer-Encoding: base64', '', base64.b64encode(PIXEL).decode(), '--b--', '']
    return '\n'.join(head + body).encode()


def main(folder):
    chance = random.Random(7)
    now = time.time()
    folder = Path(folder)
    (folder / 'mails').mkdir(parents=True, exist_ok=True)
    with open(folder / 'history.mbox', 'wb') as mbox:
        for number in range(80):
            subject, text, _ = SUBJECTS[number % len(SUBJECTS)]
            at = now - 86400 * (300 - 3.5 * number) - chance.randrange(30000)
            lines = mail(f'h{number}', chance.choice(PEOPLE), f'{subject} ({chance.choice(ROOMS)})', text, at)
            mbox.write(f'From x {time.strftime("%a %b %d %H:%M:%S %Y", time.gmtime(at))}\n'.encode() + lines + b'\n')
    for number, (subject, text, _) in enumerate(SUBJECTS + SUBJECTS[:8]):
        again = number >= len(SUBJECTS)
        person = chance.choice(PEOPLE)
        (folder / 'mails' / f'{number:02}.eml').write_bytes(mail(
            f'd{number}', person, f'{subject}: {chance.choice(ROOMS)}' if again else subject, text,
            now - 60 * (90 - 3 * number), proven=number != 5, file='foto.png' if number in (2, 9, 15) else None))
    # Somebody nobody knows, and a text that would like to be more than a text.
    (folder / 'mails' / '90.eml').write_bytes(mail(
        'd90', ('<script>alert(1)</script>', 'x@vreemd.example'), '<img src=x onerror=alert(1)> "Spoed"',
        '<script>alert(2)</script> https://evil.example/ **kijk hier**', now - 600))


if __name__ == '__main__':
    main(sys.argv[1])
