package say

var jaCli = table{}
