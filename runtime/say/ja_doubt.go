package say

var jaDoubt = table{}
