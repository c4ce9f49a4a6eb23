#!/usr/bin/perl
# Evaluates SPF with Mail::SPF.  One JSON object per line in: {"ip", "domain_sender", "helo", "zone"} with
# zone "name type" -> records or a status word; one out: {"result", "explanation", "text"}.
use strict;
use warnings;
use JSON::PP;
use Net::DNS;
use Mail::SPF;

package ZoneResolver;
sub new { bless {zone => {}, error => ''}, shift }
sub errorstring { $_[0]{error} }
sub send {
    my ($self, $name, $type) = @_;
    $self->{error} = 'NOERROR';
    my $at = lc $name;
    $at =~ s/\.$//;
    my $found = $self->{zone}{"$at $type"};
    if (defined $found && !ref $found) {
        if ($found eq 'timeout') { $self->{error} = 'query timed out'; return undef }
        my $packet = Net::DNS::Packet->new('x.example', $type);
        $packet->header->rcode('SERVFAIL');
        $self->{error} = 'SERVFAIL';
        return $packet;
    }
    my $packet = eval { Net::DNS::Packet->new($at, $type) } || Net::DNS::Packet->new('x.example', $type);
    $packet->header->qr(1);
    if (!$found) {
        my $exists = grep { /(^|\.)\Q$at\E / } keys %{ $self->{zone} };
        unless ($exists) { $packet->header->rcode('NXDOMAIN'); $self->{error} = 'NXDOMAIN' }
        return $packet;
    }
    for my $record (@$found) {
        my %rr = (name => $at, type => $type, ttl => 60);
        if ($type eq 'TXT') { $rr{txtdata} = [ map { my $s = $_; utf8::decode($s); $s } @$record ] }
        elsif ($type eq 'MX') { $rr{preference} = $record->[0]; $rr{exchange} = $record->[1] }
        elsif ($type eq 'PTR') { $rr{ptrdname} = $record }
        else { $rr{address} = $record }
        $packet->push(answer => Net::DNS::RR->new(%rr));
    }
    return $packet;
}

package main;
my $resolver = ZoneResolver->new;
my $server = Mail::SPF::Server->new(dns_resolver => $resolver, query_rr_types => Mail::SPF::Server->query_rr_type_txt,
    hostname => 'receiver.example', default_authority_explanation => '');
my $json = JSON::PP->new->utf8->canonical;
$| = 1;
while (my $line = <STDIN>) {
    my $case = $json->decode($line);
    $resolver->{zone} = $case->{zone};
    my ($result, $explanation, $text) = ('exception', '', '');
    eval {
        local $SIG{__WARN__} = sub { };
        my $request = Mail::SPF::Request->new(versions => [1], scope => 'mfrom', identity => $case->{sender},
            ip_address => $case->{ip}, helo_identity => $case->{helo});
        my $outcome = $server->process($request);
        $result = $outcome->code;
        $text = $outcome->text;
        $explanation = eval { '' . $outcome->authority_explanation } // '' if $result eq 'fail';
        1;
    } or $text = "$@";
    print $json->encode({ result => $result, explanation => $explanation, text => $text }), "\n";
}
