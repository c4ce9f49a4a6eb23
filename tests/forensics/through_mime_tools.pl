#!/usr/bin/perl
# MIME::Tools and Email::Outlook::Message as filters: through_mime_tools.pl IN OUT
#
# IN holds files NUMBER.VARIANT, what comes of each is written under the same name:
#   rebuild      parsed and printed, as a content filter does that changed nothing
#   boilerplate  parsed, a line appended to every text part, printed (what MIMEDefang's filters do)
#   tag          parsed, the Subject replaced, printed
#   msg          saved as Outlook saves a message (.msg), and exported again by Email::Outlook::Message
use strict;
use warnings;
use Encode;
use MIME::Parser;
use MIME::WordDecoder;
use OLE::Storage_Lite;
use Email::Outlook::Message;

my ($in, $out) = @ARGV;

sub slurp { open my $f, '<:raw', $_[0] or die "$_[0]: $!"; local $/; return scalar <$f> }

sub spill { open my $f, '>:raw', $_[0] or die "$_[0]: $!"; print $f $_[1]; close $f or die }

sub parse {
  my $parser = MIME::Parser->new;
  $parser->output_to_core(1);
  $parser->tmp_to_core(1);
  (my $octets = $_[0]) =~ s/\r\n/\n/g;
  return $parser->parse_data($octets);
}

sub printed { (my $octets = $_[0]->as_string) =~ s/\n/\r\n/g; return $octets }

sub append_line {
  my ($entity) = @_;
  if ($entity->parts) { append_line($_) for $entity->parts; return }
  my $type = lc $entity->head->mime_type;
  return unless $type =~ m{^text/(plain|html)$};
  my $text = $entity->bodyhandle->as_string;
  my $line = 'Checked by the filter of example.org';
  if ($type eq 'text/plain') { $text .= "\n$line\n" }
  else { $text =~ s{(?=</body>)}{<p>$line</p>\n}i }
  my $io = $entity->bodyhandle->open('w');
  $io->print($text);
  $io->close;
}

# The streams of an [MS-OXMSG] file: texts of the message, and its transport headers.
sub utf16 { return encode('UTF-16LE', $_[0]) }

sub save_msg {
  my ($octets, $path) = @_;
  my ($header) = $octets =~ /\A(.*?\r\n)\r\n/s;
  my $entity = parse($octets);
  my ($plain, $html);
  for my $part ($entity->parts_DFS) {
    my $type = lc $part->head->mime_type;
    next unless $part->bodyhandle;
    my $charset = $part->head->mime_attr('content-type.charset') || 'us-ascii';
    $plain //= decode($charset, $part->bodyhandle->as_string) if $type eq 'text/plain';
    $html  //= decode($charset, $part->bodyhandle->as_string) if $type eq 'text/html';
  }
  my $head = $entity->head;
  my %streams = (
    '001A001F' => 'IPM.Note',
    '0037001F' => mime_to_perl_string($head->get('Subject') // ''),
    '007D001F' => $header,
    '0C1A001F' => 'Alice Example',
    '0C1F001F' => 'alice@example.com',
  );
  $streams{'1000001F'} = $plain =~ s/\n/\r\n/gr if defined $plain;
  my %octets = map { $_ => utf16($streams{$_}) } keys %streams;
  $octets{'10130102'} = encode('UTF-8', $html) if defined $html;
  my @entries = map { OLE::Storage_Lite::PPS::File->new(utf16("__substg1.0_$_"), $octets{$_}) } sort keys %octets;
  push @entries, OLE::Storage_Lite::PPS::File->new(utf16('__properties_version1.0'), "\0" x 32);
  OLE::Storage_Lite::PPS::Root->new(undef, undef, \@entries)->save($path);
}

sub export_msg {
  my ($octets) = @_;
  my $file = "$out/.msg";
  save_msg($octets, $file);
  my $mail = Email::Outlook::Message->new($file)->to_email_mime->as_string;
  unlink $file;
  $mail =~ s/\r?\n/\r\n/g;
  return $mail;
}

my %through = (
  rebuild => sub { printed(parse($_[0])) },
  boilerplate => sub { my $entity = parse($_[0]); append_line($entity); printed($entity) },
  tag => sub {
    my $entity = parse($_[0]);
    (my $subject = $entity->head->get('Subject')) =~ s/\n\z//;
    $entity->head->replace('Subject', "[SPAM?] $subject");
    printed($entity);
  },
  msg => \&export_msg,
);

for my $path (glob "$in/*") {
  my ($name, $variant) = $path =~ m{([^/]+\.([^./]+))$};
  srand 1;  # boundaries come from it
  my $result = eval { $through{$variant}->(slurp($path)) };
  if (defined $result) { spill("$out/$name", $result) }
  else { print STDERR "$name: $@" }
}
