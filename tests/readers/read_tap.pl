#!/usr/bin/perl
# Reads TAP as Perl's own harness does, and prints a line a test, with what its block of YAML says: the number, ok or
# not, what it is skipped for, the first line that was missed, and how many.
use strict;
use warnings;
use TAP::Parser;

my $text = do { local $/ = undef; <> };
my $parser = TAP::Parser->new( { tap => $text } );
my @tests;
while ( my $result = $parser->next ) {
    if ( $result->is_test ) {
        push @tests, [ $result->number, $result->is_actual_ok ? 'ok' : 'not', $result->has_skip ? 'skip' : '-', '-', 0 ];
    }
    elsif ( $result->is_yaml ) {
        my $reasons = $result->data->{expectations} || [];
        $tests[-1][3] = $reasons->[0]{line} if @$reasons;
        $tests[-1][4] = @$reasons;
        die "no message\n" unless length $result->data->{message};
    }
    elsif ( $result->is_unknown ) {
        die 'not TAP: ', $result->as_string, "\n";
    }
}
die join( "\n", $parser->parse_errors ), "\n" if $parser->parse_errors;
print join( ' ', @$_ ), "\n" for @tests;
