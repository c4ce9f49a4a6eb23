#!/usr/bin/perl
# Verifies messages with Mail::DKIM.  One JSON object per line in: {"now", "message" (base64), "zone"};
# one out: {"results": [[word, detail], ...]}, one pair per signature from the top down.  DNS is the zone.
use strict;
use warnings;
our $now;
BEGIN { $now = 0; *CORE::GLOBAL::time = sub { $now || CORE::time() }; }
use JSON::PP;
use MIME::Base64;
use Net::DNS;
use Mail::DKIM::Verifier;

package ZoneResolver;
sub new { bless {zone => {}, error => ''}, shift }
sub errorstring { $_[0]{error} }
sub send {
    my ($self, $name, $type) = @_;
    $self->{error} = 'NOERROR';
    my $packet = Net::DNS::Packet->new($name, $type);
    $packet->header->qr(1);
    my $at = lc $name;
    for (1 .. 5) {
        my $entry = $self->{zone}{$at};
        if (!$entry) { $packet->header->rcode('NXDOMAIN'); $self->{error} = 'NXDOMAIN'; last }
        if ($entry->{status}) {
            if ($entry->{status} eq 'servfail') { $packet->header->rcode('SERVFAIL'); $self->{error} = 'SERVFAIL' }
            last;
        }
        if ($entry->{CNAME}) {
            $packet->push(answer => Net::DNS::RR->new(name => $at, type => 'CNAME', cname => $entry->{CNAME}, ttl => 60));
            $at = lc $entry->{CNAME};
            next;
        }
        for my $strings (@{ $entry->{TXT} || [] }) {
            $packet->push(answer => Net::DNS::RR->new(name => $at, type => 'TXT', ttl => 60, txtdata => $strings));
        }
        last;
    }
    return $packet;
}
sub bgsend { my $self = shift; return $self->send(@_) }
sub bgread { return $_[1] }
sub bgbusy { return 0 }
sub bgisready { return 1 }

package main;
my $resolver = ZoneResolver->new;
Mail::DKIM::DNS::resolver($resolver);
my $json = JSON::PP->new->utf8->canonical;
$| = 1;
while (my $line = <STDIN>) {
    my $case = $json->decode($line);
    $now = $case->{now};
    $resolver->{zone} = { map { lc $_ => $case->{zone}{$_} } keys %{ $case->{zone} } };
    my @results;
    eval {
        my $verifier = Mail::DKIM::Verifier->new;
        $verifier->PRINT(decode_base64($case->{message}));
        $verifier->CLOSE;
        @results = map { [ $_->result // 'none', $_->result_detail // '' ] } $verifier->signatures;
        push @results, [ $verifier->result, $verifier->result_detail ] unless @results;
        1;
    } or @results = ([ 'exception', "$@" ]);
    print $json->encode({ results => \@results }), "\n";
}
