package say

var jaTransport = table{}
